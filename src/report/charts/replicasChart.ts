import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { VersionRole } from "../../simulation/result/VersionRole.ts";
import type { Chart } from "./Chart.ts";
import type { ChartLayer } from "./ChartLayer.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { chartSpec } from "./chartSpec.ts";
import { inlineTable } from "./inlineTable.ts";
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
): Chart {
  const title = "Replicas by state";
  const description =
    "Stacked numbers of running, draining, starting and requested replicas over time, the canary above and the primary below.";
  const most = Math.max(1, ...(["canary", "primary"] as const).flatMap((role) => totals(result, role)));
  const panel = (role: VersionRole) => ({
    heightPixels: 130,
    layers: [
      stackLayer(result, window, role, most),
      ...markLayers(marks, window, { labels: role === "canary" ? "milestones" : "none" }),
    ],
  });
  return {
    name: "replicas",
    title,
    description,
    spec: chartSpec(result, window, {
      title,
      subtitle: "requested: waiting for a node; from starting to draining a replica holds its resources",
      description,
      panels: [panel("canary"), panel("primary")],
    }),
  };
}

function totals(result: SimulationResult, role: VersionRole): number[] {
  const version = result.timeline[role];
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
  role: VersionRole,
  most: number,
): ChartLayer {
  const version = result.timeline[role];
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
      x: timeScale(window, { axis: role === "primary" ? "labelled" : "bare" }),
      y: {
        field: "count",
        type: "quantitative",
        stack: "zero",
        scale: { domain: [0, most] },
        axis: { title: `${role} (replicas)`, tickMinStep: 1, tickCount: 5, format: "d" },
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
