import { describe, expect, it } from "vitest";
import { nearestRun } from "../../src/runs/nearestRun.ts";
import { rangeOf } from "../../src/runs/rangeOf.ts";
import { seedOfRun } from "../../src/runs/seedOfRun.ts";
import { usualRunCount } from "../../src/runs/usualRunCount.ts";
import type { Summary } from "../../src/simulation/result/Summary.ts";
import { quietResult } from "../quietResult.ts";

const summary = (changes: Partial<Summary>): Summary => ({ ...quietResult.summary, ...changes });

describe("the range of a figure", () => {
  it("is that of NumPy's quantiles", () => {
    // numpy.quantile([3, 1, 4, 1, 5, 9, 2, 6], [0, .1, .5, .9, 1])
    expect(rangeOf([3, 1, 4, 1, 5, 9, 2, 6])).toEqual({
      least: 1,
      p10: 1,
      median: 3.5,
      p90: expect.closeTo(6.9, 12),
      most: 9,
    });
    expect(rangeOf([7])).toEqual({ least: 7, p10: 7, median: 7, p90: 7, most: 7 });
  });

  it("takes what was not measured for more than anything else", () => {
    expect(rangeOf([null, 10, 20, 30, 40])).toEqual({
      least: 10,
      p10: 14,
      median: 30,
      p90: null,
      most: null,
    });
    expect(rangeOf([null, null])).toMatchObject({ least: null, median: null, most: null });
  });

  it("does not depend on the order of runs", () => {
    expect(rangeOf([5, 3, null, 4])).toEqual(rangeOf([null, 4, 5, 3]));
  });
});

describe("the run nearest the median", () => {
  const of = (...changes: readonly Partial<Summary>[]) => nearestRun(changes.map(summary));

  it("is the median where one figure alone differs", () => {
    expect(of({ gpuHours: 9 }, { gpuHours: 5 }, { gpuHours: 7 })).toBe(2);
  });

  it("weighs each figure by the width of its band, so that units do not count", () => {
    const hours = [8, 7, 9, 8.6].map((gpuHours, run) => ({
      gpuHours,
      p99LatencySeconds: [12, 10, 11, 11.2][run]!,
    }));
    const inMilliseconds = hours.map((run) => ({ ...run, p99LatencySeconds: run.p99LatencySeconds * 1000 }));
    expect(of(...inMilliseconds)).toBe(of(...hours));
  });

  it("has the most frequent outcome, however near another one is", () => {
    const ended = { outcome: "completed", durationMinutes: 20 } as const;
    const back = { outcome: "rolled-back", durationMinutes: 25 } as const;
    expect(of({ ...back, gpuHours: 7 }, { ...ended, gpuHours: 5 }, { ...ended, gpuHours: 9 })).toBe(1);
  });

  it("is the first of equals", () => {
    expect(of({}, {}, {})).toBe(0);
  });
});

describe("the seed of a run", () => {
  it("is the scenario's own for the first, and differs for all others", () => {
    expect(seedOfRun("1", 0)).toBe("1");
    expect(new Set(Array.from({ length: 500 }, (_, index) => seedOfRun("1", index))).size).toBe(500);
  });
});

describe("the usual number of runs", () => {
  it("falls from 21 to 5 as a run costs more, and is always odd", () => {
    const counts = [0, 10_000, 60_000, 100_000, 200_000, 400_000, 1e9].map((eventCount) =>
      usualRunCount({ eventCount, replicaCount: 0 }),
    );
    expect(counts).toEqual([21, 21, 21, 13, 7, 5, 5]);
    for (let eventCount = 1; eventCount < 1e6; eventCount += 997) {
      expect(usualRunCount({ eventCount, replicaCount: 3 }) % 2).toBe(1);
    }
  });

  it("counts replicas as work too, also of a service that nobody calls", () => {
    expect(usualRunCount({ eventCount: 100, replicaCount: 10_000 })).toBe(5);
  });
});
