import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Chart } from "./Chart.ts";
import type { ChartLayer } from "./ChartLayer.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { chartSpec } from "./chartSpec.ts";
import { heldResources } from "./heldResources.ts";
import { inlineTable } from "./inlineTable.ts";
import { levelColumns } from "./levelColumns.ts";
import { markLayers } from "./markLayers.ts";
import { palette } from "./palette.ts";
import type { TimeMark } from "./TimeMark.ts";
import { timeScale } from "./timeScale.ts";

/** GPUs (or, without any, replicas) held against what the surge allows. */
export function heldChart(result: SimulationResult, window: ChartWindow, marks: readonly TimeMark[]): Chart {
  const { unit, held, bound, onNodes } = heldResources(result);
  const title =
    unit === "GPUs" ? "GPUs held against the surge bound" : "Replicas held against the surge bound";
  const nodes = onNodes === null ? "" : ", and those on nodes";
  const description = `What the replicas of both versions hold over time, in ${unit}, against what the surge allows${nodes}.`;
  const most = 1.08 * Math.max(1, ...held, ...bound, ...(onNodes ?? []));
  const layers: ChartLayer[] = [
    ...(onNodes === null ? [] : [areaLayer(result, window, onNodes, most)]),
    lineLayer(result, window, { held, bound, most, unit }),
    ...markLayers(marks, window, { labels: "milestones" }),
  ];
  return {
    name: unit === "GPUs" ? "gpus-held" : "replicas-held",
    title,
    description,
    spec: chartSpec(result, window, {
      title,
      subtitle: "held: by replicas that start, run or drain; each point is the most within its interval",
      description,
      panels: [{ heightPixels: 220, layers }],
    }),
  };
}

function areaLayer(
  result: SimulationResult,
  window: ChartWindow,
  onNodes: readonly number[],
  most: number,
): ChartLayer {
  return {
    data: inlineTable(levelColumns(result.timeline.atSeconds, { amount: onNodes }, window)),
    mark: { type: "area", interpolate: "step-after", opacity: 1 },
    encoding: {
      x: timeScale(window, { axis: "labelled" }),
      y: { field: "amount", type: "quantitative", stack: null, scale: { domain: [0, most] } },
      fill: {
        datum: "on nodes (used or idle)",
        scale: { domain: ["on nodes (used or idle)"], range: [palette.requested] },
        legend: { symbolType: "square" },
      },
    },
  };
}

function lineLayer(
  result: SimulationResult,
  window: ChartWindow,
  lines: {
    readonly held: readonly number[];
    readonly bound: readonly number[];
    readonly most: number;
    readonly unit: string;
  },
): ChartLayer {
  const names = ["held by replicas", "allowed by the surge"];
  const levels = levelColumns(
    result.timeline.atSeconds,
    { "held by replicas": lines.held, "allowed by the surge": lines.bound },
    window,
  );
  return {
    data: inlineTable(levels),
    transform: [{ fold: names, as: ["series", "amount"] }],
    mark: { type: "line", interpolate: "step-after", strokeWidth: 2.5 },
    encoding: {
      x: timeScale(window, { axis: "labelled" }),
      y: {
        field: "amount",
        type: "quantitative",
        scale: { domain: [0, lines.most] },
        axis: { title: lines.unit, tickMinStep: 1 },
      },
      stroke: {
        field: "series",
        type: "nominal",
        scale: { domain: names, range: [palette.primary, palette.bound] },
        legend: { symbolType: "stroke" },
      },
      strokeDash: {
        field: "series",
        type: "nominal",
        scale: {
          domain: names,
          range: [
            [1, 0],
            [6, 4],
          ],
        },
      },
    },
  };
}
