import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Chart } from "./Chart.ts";
import type { ChartLayer } from "./ChartLayer.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { type ChartLane, type ChartLanes, panelHeight, withOmission } from "./chartLanes.ts";
import { chartSpec } from "./chartSpec.ts";
import { inlineTable } from "./inlineTable.ts";
import { panelsOf } from "./lanePhrases.ts";
import { levelColumns } from "./levelColumns.ts";
import { markLayers } from "./markLayers.ts";
import { palette } from "./palette.ts";
import { rowEnds } from "./rowEnds.ts";
import type { TimeMark } from "./TimeMark.ts";
import { timeScale } from "./timeScale.ts";

/** From the bottom of the stack to its top. */
const states = ["running", "draining", "starting", "requested"] as const;

/** Replicas of both versions by state. */
export function replicasChart(
  result: SimulationResult,
  window: ChartWindow,
  marks: readonly TimeMark[],
  { lanes, omission }: ChartLanes,
): Chart {
  const title = "Replicas by state";
  const description = `Stacked numbers of running, draining, starting and requested replicas over time, ${panelsOf(lanes)}.`;
  const most = Math.max(1, ...lanes.flatMap(totals));
  const panels = lanes.map((lane, index) => ({
    heightPixels: panelHeight(130, lanes),
    layers: [
      stackLayer(result, window, lane, { most, x: index === lanes.length - 1 ? "labelled" : "bare" }),
      ...markLayers(marks, window, { labels: index === 0 ? "milestones" : "none" }),
    ],
  }));
  return {
    name: "replicas",
    title,
    description,
    spec: chartSpec(result, window, {
      title,
      subtitle: withOmission(
        "requested: waiting for a node; from starting to draining a replica holds its resources",
        omission,
      ),
      description,
      panels,
    }),
  };
}

function totals({ timeline: version }: ChartLane): number[] {
  return version.runningReplicas.map(
    (running, row) =>
      running +
      (version.drainingReplicas[row] ?? 0) +
      (version.startingReplicas[row] ?? 0) +
      (version.requestedReplicas[row] ?? 0),
  );
}

function stackLayer(
  result: SimulationResult,
  window: ChartWindow,
  { timeline: version, axis }: ChartLane,
  { most, x }: { readonly most: number; readonly x: "labelled" | "bare" },
): ChartLayer {
  const levels = levelColumns(
    rowEnds(result.timeline),
    {
      running: version.runningReplicas,
      draining: version.drainingReplicas,
      starting: version.startingReplicas,
      requested: version.requestedReplicas,
    },
    window,
  );
  return {
    data: inlineTable(levels),
    transform: [
      { fold: [...states], as: ["state", "count"] },
      { calculate: `indexof(${JSON.stringify(states)}, datum.state)`, as: "order" },
    ],
    mark: { type: "area", interpolate: "step-after" },
    encoding: {
      x: timeScale(window, { axis: x }),
      y: {
        field: "count",
        type: "quantitative",
        stack: "zero",
        scale: { domain: [0, most] },
        axis: { title: `${axis} (replicas)`, tickMinStep: 1, tickCount: 5, format: "d" },
      },
      fill: {
        field: "state",
        type: "nominal",
        scale: { domain: [...states], range: states.map((state) => palette[state]) },
        legend: { symbolType: "square" },
      },
      order: { field: "order", type: "quantitative" },
    },
  };
}
