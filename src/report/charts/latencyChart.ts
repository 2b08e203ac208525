import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { VersionTimeline } from "../../simulation/result/Timeline.ts";
import { formatDuration } from "../text/formatDuration.ts";
import type { Chart } from "./Chart.ts";
import type { ChartLayer } from "./ChartLayer.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { type ChartLanes, panelHeight, withOmission } from "./chartLanes.ts";
import { chartSpec } from "./chartSpec.ts";
import { inlineTable } from "./inlineTable.ts";
import { panelsOf } from "./lanePhrases.ts";
import { markLayers } from "./markLayers.ts";
import { palette } from "./palette.ts";
import type { RowBucket } from "./RowBucket.ts";
import { rowBuckets } from "./rowBuckets.ts";
import type { TimeMark } from "./TimeMark.ts";
import { timeScale } from "./timeScale.ts";
import { weightedMean } from "./weightedMean.ts";

const percentiles = ["p50", "p90", "p99"] as const;
const maxBuckets = 120;

/** Latency percentiles of successful requests, by version. */
export function latencyChart(
  result: SimulationResult,
  window: ChartWindow,
  marks: readonly TimeMark[],
  { lanes, omission }: ChartLanes,
): Chart {
  const title = "Latency of successful requests";
  const description = `Percentiles 50, 90 and 99 of the latency from arrival to answer over time, in seconds, ${panelsOf(lanes)}.`;
  const buckets = rowBuckets(result.timeline, maxBuckets);
  const rowLength = formatDuration(result.timeline.intervalSeconds);
  const bucketLength = formatDuration(buckets[0]?.lengthSeconds ?? result.timeline.intervalSeconds);
  const subtitle =
    rowLength === bucketLength
      ? `percentiles of the requests answered within ${rowLength}`
      : `percentiles of the requests answered within ${rowLength}, averaged over ${bucketLength} by number of answers`;
  const curves = lanes.map(({ timeline }) => percentileCurves(timeline, buckets));
  const measured = curves.flatMap(({ p99 }) => p99).filter((value) => value !== null);
  const top = measured.length === 0 ? 1 : Math.max(0.001, ...measured);
  const panels = curves.map((each, index) => ({
    heightPixels: panelHeight(140, lanes),
    layers: [
      percentileLayer(each, window, {
        title: `${lanes[index]?.axis} latency (s)`,
        x: index === lanes.length - 1 ? "labelled" : "bare",
        top,
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
      subtitle: withOmission(subtitle, omission),
      description,
      panels,
    }),
  };
}

type Curves = Readonly<Record<"minute" | (typeof percentiles)[number], readonly (number | null)[]>>;

function percentileCurves(version: VersionTimeline, buckets: readonly RowBucket[]): Curves {
  const average = (values: readonly (number | null)[]) =>
    buckets.map((bucket) => weightedMean(bucket, values, version.succeededRequests));
  return {
    minute: buckets.map((bucket) => (bucket.startSeconds + bucket.lengthSeconds / 2) / 60),
    p50: average(version.p50Seconds),
    p90: average(version.p90Seconds),
    p99: average(version.p99Seconds),
  };
}

function percentileLayer(
  curves: Curves,
  window: ChartWindow,
  { title, x, top }: { readonly title: string; readonly x: "labelled" | "bare"; readonly top: number },
): ChartLayer {
  return {
    data: inlineTable(curves),
    transform: [{ fold: [...percentiles], as: ["percentile", "latency"] }],
    mark: { type: "line", strokeWidth: 2, invalid: "break-paths-show-path-domains", strokeCap: "round" },
    encoding: {
      x: timeScale(window, { axis: x }),
      y: {
        field: "latency",
        type: "quantitative",
        scale: { domain: [0, top], nice: true },
        axis: { title, tickCount: 5 },
      },
      stroke: {
        field: "percentile",
        type: "nominal",
        scale: { domain: [...percentiles], range: [palette.primary, palette.running, palette.failure] },
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
}
