import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { levelBandLayer } from "./bandLayer.ts";
import type { Chart } from "./Chart.ts";
import type { ChartLayer } from "./ChartLayer.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { type ChartLane, type ChartLanes, panelHeight, withBands, withOmission } from "./chartLanes.ts";
import { chartSpec } from "./chartSpec.ts";
import { inlineTable } from "./inlineTable.ts";
import { eachLane } from "./lanePhrases.ts";
import { levelColumns } from "./levelColumns.ts";
import { markLayers } from "./markLayers.ts";
import { palette } from "./palette.ts";
import type { TimeMark } from "./TimeMark.ts";
import { timeScale } from "./timeScale.ts";

/** How capacity and traffic move from one version to another, with the steps marked. */
export function capacityAndTrafficChart(
  result: SimulationResult,
  window: ChartWindow,
  marks: readonly TimeMark[],
  { by, lanes, omission }: ChartLanes,
): Chart {
  const title = `Capacity and traffic ${lanes.length > 2 ? "by version" : "of both versions"}`;
  const description = `Capacity (area) and traffic share (line) ${eachLane(lanes, "of")} over time, in percent; vertical rules mark the steps.`;
  const tops = lanes.map(topPercent);
  const shared = Math.max(100, ...tops);
  return {
    name: "capacity-and-traffic",
    title,
    description,
    spec: chartSpec(result, window, {
      title,
      subtitle: withOmission(
        withBands(`numbers: steps as in the step table${remark(by, lanes)}`, lanes, " (grey: capacity)"),
        omission,
      ),
      description,
      panels: lanes.map((lane, index) => ({
        heightPixels: panelHeight(150, lanes),
        layers: [
          ...laneLayers(lane, window, {
            lanes,
            x: index === lanes.length - 1 ? "labelled" : "bare",
            top: lanes.length > 2 ? (tops[index] ?? shared) : shared,
          }),
          ...markLayers(marks, window, { labels: index === 0 ? "all" : "none" }),
        ],
      })),
    }),
  };
}

function remark(by: ChartLanes["by"], lanes: readonly ChartLane[]): string {
  const [canary, primary] = lanes;
  const kinds = lanes.length > 2 ? "; area: capacity, line: traffic" : "";
  if (lanes.some(getsCopies))
    return `${kinds === "" ? ";" : `${kinds},`} dotted: what a version gets copies of`;
  if (kinds !== "") return kinds;
  if (by === "versions" || canary === undefined || primary === undefined) return "";
  return `; a finished ${canary.label} becomes ${primary.phrase}`;
}

function getsCopies({ levels }: ChartLane): boolean {
  return levels.some(({ mirrorPercent }) => mirrorPercent > 0);
}

function laneLayers(
  lane: ChartLane,
  window: ChartWindow,
  {
    lanes,
    x: axisX,
    top,
  }: { readonly lanes: readonly ChartLane[]; readonly x: "labelled" | "bare"; readonly top: number },
): ChartLayer[] {
  const levels = [...before(lane), ...lane.levels];
  const data = inlineTable(
    levelColumns(
      levels.map(({ atSeconds }) => atSeconds),
      {
        capacity: levels.map(({ capacityPercent }) => capacityPercent),
        traffic: levels.map(({ trafficPercent }) => trafficPercent),
        ...(getsCopies(lane) ? { copies: levels.map(({ mirrorPercent }) => mirrorPercent) } : {}),
      },
      window,
    ),
  );
  const x = timeScale(window, { axis: axisX });
  // Of more, it would be wider than the plot; the axes name them.
  const hasLegend = lanes.length <= 2;
  const scale = { domain: [0, top], nice: false };
  // A version whose replicas are set by number may hold more than it is configured for.
  const axis = {
    title: `${lane.axis} (%)`,
    values: [0, 25, 50, 75, 100].map((percent) => (percent * top) / 100),
  };
  const style = { x: axisX, y: { scale, axis } };
  const line = (field: "traffic" | "copies", strokeDash: readonly number[]): ChartLayer => ({
    data,
    mark: {
      type: "line",
      interpolate: "step-after",
      strokeWidth: 3,
      ...(strokeDash.length === 0 ? {} : { strokeDash: [...strokeDash] }),
    },
    encoding: {
      x,
      y: { field, type: "quantitative", scale, axis },
      stroke: {
        datum: `${lane.label} traffic`,
        scale: {
          domain: lanes.map(({ label }) => `${label} traffic`),
          range: lanes.map(({ color }) => color),
        },
        legend: hasLegend ? { symbolType: "stroke" } : null,
      },
    },
  });
  return [
    {
      data,
      mark: { type: "area", interpolate: "step-after", opacity: 1 },
      encoding: {
        x,
        y: { field: "capacity", type: "quantitative", stack: null, scale, axis },
        fill: {
          datum: `${lane.label} capacity`,
          scale: {
            domain: lanes.map(({ label }) => `${label} capacity`),
            range: lanes.map(({ faintColor }) => faintColor),
          },
          legend: hasLegend ? { symbolType: "square" } : null,
        },
      },
    },
    ...(lane.bands === null
      ? []
      : [
          levelBandLayer(lane.bands.capacity, window, { ...style, color: palette.rule }),
          levelBandLayer(lane.bands.traffic, window, { ...style, color: lane.color }),
        ]),
    line("traffic", []),
    ...(getsCopies(lane) ? [line("copies", [2, 4])] : []),
  ];
}

/** A version that comes later has nothing before. */
function before({ levels }: ChartLane): ChartLane["levels"] {
  return levels[0]?.atSeconds === 0
    ? []
    : [{ atSeconds: 0, capacityPercent: 0, trafficPercent: 0, mirrorPercent: 0 }];
}

/** The most capacity that it has, and a whole version at the least. */
function topPercent({ levels }: ChartLane): number {
  return levels.reduce((most, { capacityPercent }) => Math.max(most, capacityPercent), 100);
}
