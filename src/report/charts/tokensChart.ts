import { rowBuckets } from "../../runs/curves/rowBuckets.ts";
import { weightedMean } from "../../runs/curves/weightedMean.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { VersionTimeline } from "../../simulation/result/Timeline.ts";
import { formatDuration } from "../text/formatDuration.ts";
import type { Chart } from "./Chart.ts";
import type { ChartLayer } from "./ChartLayer.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { type ChartLane, type ChartLanes, withOmission } from "./chartLanes.ts";
import { chartSpec } from "./chartSpec.ts";
import { inlineTable } from "./inlineTable.ts";
import { laneLegend } from "./laneLegend.ts";
import { allLanes } from "./lanePhrases.ts";
import { markLayers } from "./markLayers.ts";
import type { TimeMark } from "./TimeMark.ts";
import { timeScale } from "./timeScale.ts";

const maxBuckets = 120;

type Column = "p50FirstTokenSeconds" | "p99FirstTokenSeconds" | "p50TokenGapSeconds" | "p99TokenGapSeconds";

/** Time to first token and time between tokens of language models, by version; `null` where there is none. */
export function tokensChart(
  result: SimulationResult,
  window: ChartWindow,
  marks: readonly TimeMark[],
  { lanes, omission }: ChartLanes,
): Chart | null {
  if (result.tokenLatency.total.firstToken.meanSeconds === null) return null;
  const title = "Tokens of language models";
  const description = `Percentiles 50 and 99 of the time to the first token, in seconds, and of the mean time between tokens of an answer, in milliseconds, over time, of ${allLanes(lanes)}.`;
  const { timeline } = result;
  const buckets = rowBuckets(timeline, maxBuckets);
  const curve = (version: VersionTimeline, column: Column, factor: number) =>
    buckets.map((bucket) => {
      const mean = weightedMean(bucket, version[column], version.succeededRequests);
      return mean === null ? null : mean * factor;
    });
  const minute = buckets.map((bucket) => (bucket.startSeconds + bucket.lengthSeconds / 2) / 60);
  const lines = (p50: Column, p99: Column, factor: number): readonly TokenLine[] =>
    lanes.flatMap((lane) => [
      { ...lineOf(lane, "p50"), dash: [1, 0], values: curve(lane.timeline, p50, factor) },
      { ...lineOf(lane, "p99"), dash: [2, 3], values: curve(lane.timeline, p99, factor) },
    ]);
  return {
    name: "tokens",
    title,
    description,
    spec: chartSpec(result, window, {
      title,
      subtitle: withOmission(
        `answers that came within ${formatDuration(buckets[0]?.lengthSeconds ?? timeline.intervalSeconds)}`,
        omission,
      ),
      description,
      panels: [
        {
          heightPixels: 140,
          layers: [
            percentiles(minute, lines("p50FirstTokenSeconds", "p99FirstTokenSeconds", 1), window, {
              x: "bare",
              yTitle: "first token (s)",
            }),
            ...markLayers(marks, window, { labels: "milestones" }),
          ],
        },
        {
          heightPixels: 140,
          layers: [
            percentiles(minute, lines("p50TokenGapSeconds", "p99TokenGapSeconds", 1000), window, {
              x: "labelled",
              yTitle: "between tokens (ms)",
            }),
            ...markLayers(marks, window, { labels: "none" }),
          ],
        },
      ],
    }),
  };
}

interface TokenLine {
  readonly key: string;
  readonly label: string;
  readonly color: string;
  readonly dash: readonly number[];
  readonly values: readonly (number | null)[];
}

function lineOf(
  { key, label, color }: ChartLane,
  percentile: "p50" | "p99",
): Pick<TokenLine, "key" | "label" | "color"> {
  return { key: `${key} ${percentile}`, label: `${label} ${percentile}`, color };
}

function percentiles(
  minute: readonly number[],
  lines: readonly TokenLine[],
  window: ChartWindow,
  axes: { readonly x: "labelled" | "bare"; readonly yTitle: string },
): ChartLayer {
  const measured = lines.flatMap(({ values }) => values.filter((value) => value !== null));
  const keys = lines.map(({ key }) => key);
  return {
    data: inlineTable({ minute, ...Object.fromEntries(lines.map(({ key, values }) => [key, values])) }),
    transform: [{ fold: keys, as: ["percentile", "time"] }],
    mark: { type: "line", strokeWidth: 2, invalid: "break-paths-show-path-domains", strokeCap: "round" },
    encoding: {
      x: timeScale(window, { axis: axes.x }),
      y: {
        field: "time",
        type: "quantitative",
        scale: { domain: [0, Math.max(0.001, ...measured)], nice: true },
        axis: { title: axes.yTitle, tickCount: 5 },
      },
      stroke: {
        field: "percentile",
        type: "nominal",
        scale: { domain: keys, range: lines.map(({ color }) => color) },
        legend: { symbolType: "stroke", ...laneLegend(lines) },
      },
      strokeDash: {
        field: "percentile",
        type: "nominal",
        scale: {
          domain: keys,
          range: lines.map(({ dash }) => [...dash]),
        },
      },
    },
  };
}
