import { describe, expect, it } from "vitest";
import type { RequestTrace } from "../../../src/workload/Traffic.ts";
import { traceStatistics } from "../../../src/workload/traces/traceStatistics.ts";

function traceOf(
  arrivals: readonly number[],
  input: readonly number[],
  output: readonly number[],
): RequestTrace {
  return {
    arrivalSeconds: Float64Array.from(arrivals),
    inputTokens: Float64Array.from(input),
    outputTokens: Float64Array.from(output),
  };
}

describe("traceStatistics", () => {
  it("counts by minute and second, empty ones too", () => {
    const statistics = traceStatistics(traceOf([1, 1.5, 59.9, 180, 199], [1, 2, 3, 4, 5], [5, 4, 3, 2, 1]));
    expect(statistics.requests).toBe(5);
    expect(statistics.spanSeconds).toBe(199);
    expect(statistics.minuteRequests).toEqual([3, 0, 0, 2]);
    expect(statistics.emptyMinutes).toBe(2);
    expect(statistics.peakSecondRequests).toBe(2);
    expect(statistics.activeSecondsPercent).toBe((100 * 4) / 200);
    expect(statistics.peakMinuteRatio).toBeCloseTo(3 / ((5 / 199) * 60), 12);
    expect(statistics.inputTokens.mean).toBe(3);
    expect(statistics.inputTokens.quantiles).toEqual([1, 1, 1, 2, 3, 4, 4, 4, 4, 5]);
    expect(statistics.tokenRankCorrelation).toBeCloseTo(-1, 12);
  });

  it("has a CV of 0 for even gaps, 1 for gaps of 0 and 2, and none for a single request", () => {
    const of = (arrivals: number[]) =>
      traceStatistics(
        traceOf(
          arrivals,
          arrivals.map(() => 1),
          arrivals.map(() => 1),
        ),
      );
    expect(of([0, 1, 2, 3, 4]).gapCv).toBe(0);
    expect(of([0, 0, 2, 2, 4]).gapCv).toBe(1);
    expect(of([5]).gapCv).toBeNull();
    expect(of([5]).tokenRankCorrelation).toBeNull();
  });

  it("leaves out what lies between minutes from the CV within minutes", () => {
    const arrivals = [0, 10, 20, 30, 100, 101, 102, 103];
    const statistics = traceStatistics(traceOf(arrivals, arrivals, arrivals));
    expect(statistics.gapCvWithinMinute).toBe(0);
    expect(statistics.gapCv).toBeGreaterThan(1);
  });

  it("shares the middle rank among equal sizes", () => {
    const statistics = traceStatistics(traceOf([0, 1, 2, 3], [1, 1, 2, 2], [7, 7, 9, 9]));
    expect(statistics.tokenRankCorrelation).toBeCloseTo(1, 12);
  });
});
