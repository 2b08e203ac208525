import { describe, expect, it } from "vitest";
import { rowBuckets } from "../../../src/runs/curves/rowBuckets.ts";
import { gpuSurgeResult } from "../../report/gpuSurgeResult.ts";

const { timeline } = gpuSurgeResult();
const rows = (count: number) => ({
  ...timeline,
  intervalSeconds: 5,
  atSeconds: Array.from({ length: count }, (_, row) => 100 + 5 * row),
});

describe("rows in groups", () => {
  it("are as long as each other, but for the last", () => {
    expect(rowBuckets(rows(5), 3)).toEqual([
      { startSeconds: 100, lengthSeconds: 10, rows: [0, 1] },
      { startSeconds: 110, lengthSeconds: 10, rows: [2, 3] },
      { startSeconds: 120, lengthSeconds: 5, rows: [4] },
    ]);
  });

  it("are single rows where there is room for all, and none of none", () => {
    expect(rowBuckets(rows(3), 3).map((bucket) => bucket.rows)).toEqual([[0], [1], [2]]);
    expect(rowBuckets(rows(3), 100).map((bucket) => bucket.rows)).toEqual([[0], [1], [2]]);
    expect(rowBuckets(rows(0), 100)).toEqual([]);
  });

  it("hold every row once and are no more than allowed", () => {
    for (let count = 1; count <= 40; count++) {
      for (let most = 1; most <= 12; most++) {
        const buckets = rowBuckets(rows(count), most);
        expect(buckets.length).toBeLessThanOrEqual(most);
        expect(buckets.flatMap((bucket) => bucket.rows)).toEqual(
          Array.from({ length: count }, (_, row) => row),
        );
      }
    }
  });
});
