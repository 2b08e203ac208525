import { describe, expect, it } from "vitest";
import { weightedMean } from "../../../src/runs/curves/weightedMean.ts";

const bucket = (...rows: readonly number[]) => ({ startSeconds: 0, lengthSeconds: 10, rows });

describe("the mean of several rows of a timeline", () => {
  it("counts a row as often as it weighs", () => {
    expect(weightedMean(bucket(0, 1), [1, 5], [3, 1])).toBe(2);
    expect(weightedMean(bucket(0, 1), [1, 5], [1, 3])).toBe(4);
    expect(weightedMean(bucket(0, 1), [1, 5], [0, 7])).toBe(5);
  });

  it("leaves out rows of other buckets, and rows without a value with their weight", () => {
    expect(weightedMean(bucket(1, 2), [100, 2, null], [50, 1, 9])).toBe(2);
  });

  it("is null where nothing was measured, or nothing weighs", () => {
    expect(weightedMean(bucket(0), [null], [1])).toBe(null);
    expect(weightedMean(bucket(0), [3], [0])).toBe(null);
    expect(weightedMean(bucket(), [3], [1])).toBe(null);
  });
});
