import type { PositionFieldDef } from "vega-lite/types_unstable/channeldef.js";
import type { ChartLayer } from "./ChartLayer.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import type { ChartLane } from "./chartLanes.ts";
import { inlineTable } from "./inlineTable.ts";
import { laneLegend } from "./laneLegend.ts";
import { levelColumns } from "./levelColumns.ts";
import { timeScale } from "./timeScale.ts";

/** A layer, and the scale and axis that other layers of its panel share. */
export interface VersionLines {
  readonly layer: ChartLayer;
  readonly y: Pick<PositionFieldDef<string>, "scale" | "axis">;
}

/** One line a lane, each value held until the next. */
export function versionLines(
  fromSeconds: readonly number[],
  lines: readonly { readonly lane: ChartLane; readonly values: readonly number[] }[],
  window: ChartWindow,
  axes: {
    readonly x: "labelled" | "bare";
    readonly yTitle: string;
    readonly wholeNumbers: "yes" | "no";
    /** The least that the scale must have room for. */
    readonly most?: number;
  },
): VersionLines {
  const lanes = lines.map(({ lane }) => lane);
  const names = lanes.map(({ key }) => key);
  const most = lines.reduce((top, { values }) => Math.max(top, ...values), axes.most ?? 0);
  const leastTop = axes.wholeNumbers === "yes" ? 4 : 0.1;
  const y = {
    scale: { domain: [0, Math.max(most, leastTop)], nice: true },
    axis: {
      title: axes.yTitle,
      tickCount: 5,
      ...(axes.wholeNumbers === "yes" ? { tickMinStep: 1 } : {}),
    },
  };
  const layer: ChartLayer = {
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
      y: { field: "amount", type: "quantitative", ...y },
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
  return { layer, y };
}
