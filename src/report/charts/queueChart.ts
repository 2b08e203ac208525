import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { formatDuration } from "../text/formatDuration.ts";
import type { Chart } from "./Chart.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { type ChartLanes, withOmission } from "./chartLanes.ts";
import { chartSpec } from "./chartSpec.ts";
import { eachLane } from "./lanePhrases.ts";
import { markLayers } from "./markLayers.ts";
import { rowBuckets } from "./rowBuckets.ts";
import type { TimeMark } from "./TimeMark.ts";
import { versionLines } from "./versionLines.ts";

const maxBuckets = 240;

/** Requests that wait at routers, by version. */
export function queueChart(
  result: SimulationResult,
  window: ChartWindow,
  marks: readonly TimeMark[],
  { lanes, omission }: ChartLanes,
): Chart {
  const title = "Requests waiting at the routers";
  const description = `Requests that wait for a free replica over time, ${eachLane(lanes, "for")}.`;
  const { timeline } = result;
  const buckets = rowBuckets(timeline, maxBuckets);
  const most = (values: readonly number[]) =>
    buckets.map((bucket) => Math.max(...bucket.rows.map((row) => values[row] ?? 0)));
  const rowLength = formatDuration(timeline.intervalSeconds);
  const length = formatDuration(buckets[0]?.lengthSeconds ?? timeline.intervalSeconds);
  const subtitle =
    rowLength === length ? `read every ${rowLength}` : `read every ${rowLength}; the most of each ${length}`;
  return {
    name: "queue",
    title,
    description,
    spec: chartSpec(result, window, {
      title,
      subtitle: withOmission(subtitle, omission),
      description,
      panels: [
        {
          heightPixels: 160,
          layers: [
            versionLines(
              buckets.map((bucket) => bucket.startSeconds),
              lanes.map((lane) => ({ lane, values: most(lane.timeline.queuedRequests) })),
              window,
              { x: "labelled", yTitle: "waiting (requests)", wholeNumbers: "yes" },
            ),
            ...markLayers(marks, window, { labels: "milestones" }),
          ],
        },
      ],
    }),
  };
}
