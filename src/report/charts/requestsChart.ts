import { rowBuckets } from "../../runs/curves/rowBuckets.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { formatDuration } from "../text/formatDuration.ts";
import type { Chart } from "./Chart.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { type ChartLane, type ChartLanes, withOmission } from "./chartLanes.ts";
import { chartSpec } from "./chartSpec.ts";
import { eachLane } from "./lanePhrases.ts";
import { markLayers } from "./markLayers.ts";
import type { TimeMark } from "./TimeMark.ts";
import { versionLines } from "./versionLines.ts";

const maxBuckets = 120;

/** Requests that arrive and requests that fail, by version. */
export function requestsChart(
  result: SimulationResult,
  window: ChartWindow,
  marks: readonly TimeMark[],
  { lanes, omission }: ChartLanes,
): Chart {
  const title = "Requests and errors by version";
  const description = `Requests per second that arrive (above) and that fail (below) over time, ${eachLane(lanes, "for")}.`;
  const { timeline } = result;
  const buckets = rowBuckets(timeline, maxBuckets);
  const rate = (values: readonly number[]) =>
    buckets.map(
      (bucket) => bucket.rows.reduce((total, row) => total + (values[row] ?? 0), 0) / bucket.lengthSeconds,
    );
  const starts = buckets.map((bucket) => bucket.startSeconds);
  const length = formatDuration(buckets[0]?.lengthSeconds ?? timeline.intervalSeconds);
  const panel = (
    column: "arrivedRequests" | "failedRequests",
    { heightPixels, ...axes }: { heightPixels: number; x: "labelled" | "bare"; yTitle: string },
  ) => ({
    heightPixels,
    layers: [
      versionLines(
        starts,
        [
          ...lanes.map((lane) => ({ lane, values: rate(lane.timeline[column]) })),
          ...lanes.flatMap((lane) => {
            const copies = column === "arrivedRequests" ? lane.copies?.arrived : lane.copies?.failed;
            return copies === undefined ? [] : [{ lane: copyLane(lane), values: rate(copies) }];
          }),
        ],
        window,
        { ...axes, wholeNumbers: "no" },
      ).layer,
      ...markLayers(marks, window, { labels: axes.x === "bare" ? "milestones" : "none" }),
    ],
  });
  return {
    name: "requests-and-errors",
    title,
    description,
    spec: chartSpec(result, window, {
      title,
      subtitle: withOmission(
        `means over ${length}; errors: every request that failed, for any reason`,
        omission,
      ),
      description,
      panels: [
        panel("arrivedRequests", { heightPixels: 140, x: "bare", yTitle: "arrivals (requests/s)" }),
        panel("failedRequests", { heightPixels: 100, x: "labelled", yTitle: "errors (requests/s)" }),
      ],
    }),
  };
}

/** A line of its own: no count of requests has copies. */
function copyLane(lane: ChartLane): ChartLane {
  return { ...lane, key: `${lane.key} copies`, label: `copies to ${lane.label}`, dash: [2, 4] };
}
