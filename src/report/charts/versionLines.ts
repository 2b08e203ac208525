import type { ChartLayer } from "./ChartLayer.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { inlineTable } from "./inlineTable.ts";
import { levelColumns } from "./levelColumns.ts";
import { palette } from "./palette.ts";
import { timeScale } from "./timeScale.ts";

/** One line a version, each value held until the next: orange and dashed for the canary, blue and solid for the primary. */
export function versionLines(
  fromSeconds: readonly number[],
  values: { readonly canary: readonly number[]; readonly primary: readonly number[] },
  window: ChartWindow,
  axes: { readonly x: "labelled" | "bare"; readonly yTitle: string; readonly wholeNumbers: "yes" | "no" },
): ChartLayer {
  const names = ["canary", "primary"];
  const most = Math.max(0, ...values.canary, ...values.primary);
  const leastTop = axes.wholeNumbers === "yes" ? 4 : 0.1;
  return {
    data: inlineTable(levelColumns(fromSeconds, { canary: values.canary, primary: values.primary }, window)),
    transform: [{ fold: names, as: ["version", "amount"] }],
    mark: { type: "line", interpolate: "step-after", strokeWidth: 2.25 },
    encoding: {
      x: timeScale(window, { axis: axes.x }),
      y: {
        field: "amount",
        type: "quantitative",
        scale: { domain: [0, Math.max(most, leastTop)], nice: true },
        axis: {
          title: axes.yTitle,
          tickCount: 5,
          ...(axes.wholeNumbers === "yes" ? { tickMinStep: 1 } : {}),
        },
      },
      stroke: {
        field: "version",
        type: "nominal",
        scale: { domain: names, range: [palette.canary, palette.primary] },
        legend: { symbolType: "stroke" },
      },
      strokeDash: {
        field: "version",
        type: "nominal",
        scale: {
          domain: names,
          range: [
            [6, 2],
            [1, 0],
          ],
        },
      },
    },
  };
}
