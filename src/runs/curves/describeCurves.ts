import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Timeline, VersionTimeline } from "../../simulation/result/Timeline.ts";
import type { Curve, LaneCurves, LatencyCurves, RunCurves } from "./RunCurves.ts";
import { rowBuckets } from "./rowBuckets.ts";
import { weightedMean } from "./weightedMean.ts";
import { wholeTimeline } from "./wholeTimeline.ts";

/** How many points the curves of latencies and queues have at most. */
export const mostBuckets = { latency: 120, queue: 240 } as const;
/** Charts show fewer. */
const mostVersions = 12;

interface Levels {
  readonly atSeconds: number;
  readonly capacityPercent: number;
  readonly trafficPercent: number;
}

/** The curves of a run, as its charts draw them. */
export function describeCurves({ timeline, splits, versions }: SimulationResult): RunCurves {
  const describe = (lane: string, levels: readonly Levels[], rows: VersionTimeline): LaneCurves => ({
    lane,
    capacity: levelCurve(levels, ({ capacityPercent }) => capacityPercent),
    traffic: levelCurve(levels, ({ trafficPercent }) => trafficPercent),
    queue: queueCurve(timeline, rows),
    latency: latencyCurves(timeline, rows),
  });
  return [
    ...(["canary", "primary"] as const).map((role) =>
      describe(
        role,
        splits.map(({ atSeconds, split }) => ({ atSeconds, ...split[role] })),
        timeline[role],
      ),
    ),
    ...versions.slice(0, mostVersions).map(({ id, shares }) => {
      const rows = timeline.versions.find(({ version }) => version === id) ?? null;
      return describe(id, withBefore(shares), wholeTimeline(rows, timeline.atSeconds.length));
    }),
  ];
}

/** A version that comes later has nothing before. */
function withBefore(levels: readonly Levels[]): readonly Levels[] {
  return levels[0]?.atSeconds === 0
    ? levels
    : [{ atSeconds: 0, capacityPercent: 0, trafficPercent: 0 }, ...levels];
}

function levelCurve(levels: readonly Levels[], read: (level: Levels) => number): Curve<number> {
  const shown = levels.filter(({ atSeconds }, index) => levels[index + 1]?.atSeconds !== atSeconds);
  return { seconds: shown.map(({ atSeconds }) => atSeconds), values: shown.map(read) };
}

/** The most requests that waited during each bucket, by a version's rows; each value holds until the next. */
export function queueCurve(timeline: Timeline, rows: VersionTimeline): Curve<number> {
  const buckets = rowBuckets(timeline, mostBuckets.queue);
  const values = rows.queuedRequests;
  return {
    seconds: buckets.map(({ startSeconds }) => startSeconds),
    values: buckets.map((bucket) => Math.max(...bucket.rows.map((row) => values[row] ?? 0))),
  };
}

/** The percentiles of latency in each bucket, by a version's rows, at its middle. */
export function latencyCurves(timeline: Timeline, rows: VersionTimeline): LatencyCurves {
  const buckets = rowBuckets(timeline, mostBuckets.latency);
  const curve = (values: readonly (number | null)[]): Curve<number | null> => ({
    seconds: buckets.map(({ startSeconds, lengthSeconds }) => startSeconds + lengthSeconds / 2),
    values: buckets.map((bucket) => weightedMean(bucket, values, rows.succeededRequests)),
  });
  return { p50: curve(rows.p50Seconds), p90: curve(rows.p90Seconds), p99: curve(rows.p99Seconds) };
}
