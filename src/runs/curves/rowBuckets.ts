import type { Timeline } from "../../simulation/result/Timeline.ts";
import type { RowBucket } from "./RowBucket.ts";

/** The rows in groups of equal length (the last may be shorter), at most so many groups. */
export function rowBuckets(timeline: Timeline, maxBuckets: number): readonly RowBucket[] {
  const rowCount = timeline.atSeconds.length;
  const size = Math.max(1, Math.ceil(rowCount / maxBuckets));
  return Array.from({ length: Math.ceil(rowCount / size) }, (_, bucket) => {
    const rows = Array.from(
      { length: Math.min(size, rowCount - bucket * size) },
      (_, offset) => bucket * size + offset,
    );
    return {
      startSeconds: timeline.atSeconds[bucket * size] ?? 0,
      lengthSeconds: rows.length * timeline.intervalSeconds,
      rows,
    };
  });
}
