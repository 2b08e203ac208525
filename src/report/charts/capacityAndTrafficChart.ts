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
import type { TimeMark } from "./TimeMark.ts";
import { timeScale } from "./timeScale.ts";

/** How capacity and traffic move from the primary to the canary, with the steps marked. */
export function capacityAndTrafficChart(
  result: SimulationResult,
  window: ChartWindow,
  marks: readonly TimeMark[],
): Chart {
  const title = "Capacity and traffic of both versions";
  const description =
    "Capacity (area) and traffic share (line) of the canary and of the primary over time, in percent; vertical rules mark the steps.";
  return {
    name: "capacity-and-traffic",
    title,
    description,
    spec: chartSpec(result, window, {
      title,
      subtitle: "numbers: steps as in the step table; a finished canary becomes the primary",
      description,
      panels: [
        {
          heightPixels: 150,
          layers: [
            ...versionLayers(result, window, "canary"),
            ...markLayers(marks, window, { labels: "all" }),
          ],
        },
        {
          heightPixels: 150,
          layers: [
            ...versionLayers(result, window, "primary"),
            ...markLayers(marks, window, { labels: "none" }),
          ],
        },
      ],
    }),
  };
}

function versionLayers(result: SimulationResult, window: ChartWindow, role: VersionRole): ChartLayer[] {
  const levels = levelColumns(
    result.splits.map((change) => change.atSeconds),
    {
      capacity: result.splits.map((change) => change.split[role].capacityPercent),
      traffic: result.splits.map((change) => change.split[role].trafficPercent),
    },
    window,
  );
  const data = inlineTable(levels);
  const x = timeScale(window, { axis: role === "primary" ? "labelled" : "bare" });
  const top = mostPercent(result);
  const scale = { domain: [0, top], nice: false };
  // A version whose replicas are set by number may hold more than it is configured for.
  const axis = { title: `${role} (%)`, values: [0, 25, 50, 75, 100].map((percent) => (percent * top) / 100) };
  return [
    {
      data,
      mark: { type: "area", interpolate: "step-after", opacity: 1 },
      encoding: {
        x,
        y: { field: "capacity", type: "quantitative", stack: null, scale, axis },
        fill: {
          datum: `${role} capacity`,
          scale: {
            domain: ["canary capacity", "primary capacity"],
            range: [palette.canaryFaint, palette.primaryFaint],
          },
          legend: { symbolType: "square" },
        },
      },
    },
    {
      data,
      mark: { type: "line", interpolate: "step-after", strokeWidth: 3 },
      encoding: {
        x,
        y: { field: "traffic", type: "quantitative", scale, axis },
        stroke: {
          datum: `${role} traffic`,
          scale: { domain: ["canary traffic", "primary traffic"], range: [palette.canary, palette.primary] },
          legend: { symbolType: "stroke" },
        },
      },
    },
  ];
}

/** The most capacity that either side has, and a whole version at the least: both panels have one scale. */
function mostPercent({ splits }: SimulationResult): number {
  return splits.reduce(
    (most, { split }) => Math.max(most, split.canary.capacityPercent, split.primary.capacityPercent),
    100,
  );
}
