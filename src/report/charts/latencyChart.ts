import { latencyCurves, mostBuckets } from "../../runs/curves/describeCurves.ts";
import type { LaneBands } from "../../runs/curves/RunBands.ts";
import type { LatencyCurves } from "../../runs/curves/RunCurves.ts";
import { rowBuckets } from "../../runs/curves/rowBuckets.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { formatDuration } from "../text/formatDuration.ts";
import { pointBandLayer } from "./bandLayer.ts";
import type { Chart } from "./Chart.ts";
import type { ChartLayer } from "./ChartLayer.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { type ChartLanes, panelHeight, withBands, withOmission } from "./chartLanes.ts";
import { chartSpec } from "./chartSpec.ts";
import { inlineTable } from "./inlineTable.ts";
import { panelsOf } from "./lanePhrases.ts";
import { markLayers } from "./markLayers.ts";
import { palette } from "./palette.ts";
import type { TimeMark } from "./TimeMark.ts";
import { timeScale } from "./timeScale.ts";

const percentiles = ["p50", "p90", "p99"] as const;

/** Latency percentiles of successful requests, by version. */
export function latencyChart(
  result: SimulationResult,
  window: ChartWindow,
  marks: readonly TimeMark[],
  { lanes, omission }: ChartLanes,
): Chart {
  const title = "Latency of successful requests";
  const description = `Percentiles 50, 90 and 99 of the latency from arrival to answer over time, in seconds, ${panelsOf(lanes)}.`;
  const buckets = rowBuckets(result.timeline, mostBuckets.latency);
  const rowLength = formatDuration(result.timeline.intervalSeconds);
  const bucketLength = formatDuration(buckets[0]?.lengthSeconds ?? result.timeline.intervalSeconds);
  const subtitle =
    rowLength === bucketLength
      ? `percentiles of the requests answered within ${rowLength}`
      : `percentiles of the requests answered within ${rowLength}, averaged over ${bucketLength} by number of answers`;
  const curves = lanes.map(({ timeline }) => percentileCurves(latencyCurves(result.timeline, timeline)));
  const highest = lanes.flatMap(({ bands }) => bands?.latency.p99.high ?? []);
  const measured = [...curves.flatMap(({ p99 }) => p99), ...highest].filter((value) => value !== null);
  const top = measured.length === 0 ? 1 : Math.max(0.001, ...measured);
  const panels = curves.map((each, index) => ({
    heightPixels: panelHeight(140, lanes),
    layers: [
      ...percentileLayers(each, window, {
        title: `${lanes[index]?.axis} latency (s)`,
        x: index === lanes.length - 1 ? "labelled" : "bare",
        top,
        bands: lanes[index]?.bands?.latency ?? null,
      }),
      ...markLayers(marks, window, { labels: index === 0 ? "milestones" : "none" }),
    ],
  }));
  return {
    name: "latency",
    title,
    description,
    spec: chartSpec(result, window, {
      title,
      subtitle: withOmission(withBands(subtitle, lanes), omission),
      description,
      panels,
    }),
  };
}

type Curves = Readonly<Record<"minute" | (typeof percentiles)[number], readonly (number | null)[]>>;

function percentileCurves(curves: LatencyCurves): Curves {
  return {
    minute: curves.p50.seconds.map((seconds) => seconds / 60),
    p50: curves.p50.values,
    p90: curves.p90.values,
    p99: curves.p99.values,
  };
}

const colors = { p50: palette.primary, p90: palette.running, p99: palette.failure } as const;

interface PanelStyle {
  readonly title: string;
  readonly x: "labelled" | "bare";
  readonly top: number;
  readonly bands: LaneBands["latency"] | null;
}

function percentileLayers(
  curves: Curves,
  window: ChartWindow,
  { title, x, top, bands }: PanelStyle,
): readonly ChartLayer[] {
  const y = { scale: { domain: [0, top], nice: true }, axis: { title, tickCount: 5 } };
  const bandLayers =
    bands === null
      ? []
      : percentiles.map((percentile) =>
          pointBandLayer(bands[percentile], window, { color: colors[percentile], x, y }),
        );
  const lines: ChartLayer = {
    data: inlineTable(curves),
    transform: [{ fold: [...percentiles], as: ["percentile", "latency"] }],
    mark: { type: "line", strokeWidth: 2, invalid: "break-paths-show-path-domains", strokeCap: "round" },
    encoding: {
      x: timeScale(window, { axis: x }),
      y: { field: "latency", type: "quantitative", ...y },
      stroke: {
        field: "percentile",
        type: "nominal",
        scale: { domain: [...percentiles], range: Object.values(colors) },
        legend: { symbolType: "stroke" },
      },
      strokeDash: {
        field: "percentile",
        type: "nominal",
        scale: {
          domain: [...percentiles],
          range: [
            [1, 0],
            [7, 3],
            [2, 3],
          ],
        },
      },
    },
  };
  return [...bandLayers, lines];
}
