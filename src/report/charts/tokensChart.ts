import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { VersionTimeline } from "../../simulation/result/Timeline.ts";
import { formatDuration } from "../text/formatDuration.ts";
import type { Chart } from "./Chart.ts";
import type { ChartLayer } from "./ChartLayer.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { chartSpec } from "./chartSpec.ts";
import { inlineTable } from "./inlineTable.ts";
import { markLayers } from "./markLayers.ts";
import { palette } from "./palette.ts";
import { rowBuckets } from "./rowBuckets.ts";
import type { TimeMark } from "./TimeMark.ts";
import { timeScale } from "./timeScale.ts";
import { weightedMean } from "./weightedMean.ts";

const lines = ["canary p50", "canary p99", "primary p50", "primary p99"] as const;
const maxBuckets = 120;

type Column = "p50FirstTokenSeconds" | "p99FirstTokenSeconds" | "p50TokenGapSeconds" | "p99TokenGapSeconds";

/** Time to first token and time between tokens of language models, by version; `null` where there is none. */
export function tokensChart(
  result: SimulationResult,
  window: ChartWindow,
  marks: readonly TimeMark[],
): Chart | null {
  if (result.tokenLatency.total.firstToken.meanSeconds === null) return null;
  const title = "Tokens of language models";
  const description =
    "Percentiles 50 and 99 of the time to the first token, in seconds, and of the mean time between tokens of an answer, in milliseconds, over time, of the canary and the primary.";
  const { timeline } = result;
  const buckets = rowBuckets(timeline, maxBuckets);
  const curve = (version: VersionTimeline, column: Column, factor: number) =>
    buckets.map((bucket) => {
      const mean = weightedMean(bucket, version[column], version.succeededRequests);
      return mean === null ? null : mean * factor;
    });
  const minute = buckets.map((bucket) => (bucket.startSeconds + bucket.lengthSeconds / 2) / 60);
  const columns = (p50: Column, p99: Column, factor: number) => ({
    minute,
    "canary p50": curve(timeline.canary, p50, factor),
    "canary p99": curve(timeline.canary, p99, factor),
    "primary p50": curve(timeline.primary, p50, factor),
    "primary p99": curve(timeline.primary, p99, factor),
  });
  return {
    name: "tokens",
    title,
    description,
    spec: chartSpec(result, window, {
      title,
      subtitle: `answers that came within ${formatDuration(buckets[0]?.lengthSeconds ?? timeline.intervalSeconds)}`,
      description,
      panels: [
        {
          heightPixels: 140,
          layers: [
            percentiles(columns("p50FirstTokenSeconds", "p99FirstTokenSeconds", 1), window, {
              x: "bare",
              yTitle: "first token (s)",
            }),
            ...markLayers(marks, window, { labels: "milestones" }),
          ],
        },
        {
          heightPixels: 140,
          layers: [
            percentiles(columns("p50TokenGapSeconds", "p99TokenGapSeconds", 1000), window, {
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

type Curves = Readonly<Record<"minute" | (typeof lines)[number], readonly (number | null)[]>>;

function percentiles(
  curves: Curves,
  window: ChartWindow,
  axes: { readonly x: "labelled" | "bare"; readonly yTitle: string },
): ChartLayer {
  const measured = lines.flatMap((line) => curves[line].filter((value) => value !== null));
  return {
    data: inlineTable(curves),
    transform: [{ fold: [...lines], as: ["percentile", "time"] }],
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
        scale: {
          domain: [...lines],
          range: [palette.canary, palette.canary, palette.primary, palette.primary],
        },
        legend: { symbolType: "stroke" },
      },
      strokeDash: {
        field: "percentile",
        type: "nominal",
        scale: {
          domain: [...lines],
          range: [
            [1, 0],
            [2, 3],
            [1, 0],
            [2, 3],
          ],
        },
      },
    },
  };
}
