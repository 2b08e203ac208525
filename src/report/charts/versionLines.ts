import type { ChartLayer } from "./ChartLayer.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import type { ChartLane } from "./chartLanes.ts";
import { inlineTable } from "./inlineTable.ts";
import { laneLegend } from "./laneLegend.ts";
import { levelColumns } from "./levelColumns.ts";
import { timeScale } from "./timeScale.ts";

/** One line a lane, each value held until the next. */
export function versionLines(
  fromSeconds: readonly number[],
  lines: readonly { readonly lane: ChartLane; readonly values: readonly number[] }[],
  window: ChartWindow,
  axes: { readonly x: "labelled" | "bare"; readonly yTitle: string; readonly wholeNumbers: "yes" | "no" },
): ChartLayer {
  const lanes = lines.map(({ lane }) => lane);
  const names = lanes.map(({ key }) => key);
  const most = lines.reduce((top, { values }) => Math.max(top, ...values), 0);
  const leastTop = axes.wholeNumbers === "yes" ? 4 : 0.1;
  return {
    data: inlineTable(
      levelColumns(
        fromSeconds,
        Object.fromEntries(lines.map(({ lane, values }) => [lane.key, values])),
        window,
      ),
    ),
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
        scale: { domain: names, range: lanes.map(({ color }) => color) },
        legend: { symbolType: "stroke", ...laneLegend(lanes) },
      },
      strokeDash: {
        field: "version",
        type: "nominal",
        scale: {
          domain: names,
          range: lanes.map(({ dash }) => [...dash]),
        },
      },
    },
  };
}
