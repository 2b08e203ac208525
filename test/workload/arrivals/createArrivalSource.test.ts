import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Arrivals, RatePoint, RequestTrace } from "../../../src/workload/Traffic.ts";
import { drawTraffic, replay, trafficStream } from "../arrivalStreams.ts";

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** Requests expected in [0, seconds) of a schedule, added up forward, segment by segment. */
function expectedRequests(
  points: readonly RatePoint[],
  interpolation: "step" | "ramp",
  seconds: number,
): number {
  let sum = 0;
  points.forEach((point, i) => {
    const next = points[i + 1];
    const to = Math.min(seconds, next?.atSeconds ?? seconds);
    const length = to - point.atSeconds;
    if (length <= 0) {
      return;
    }
    const isRamp = interpolation === "ramp" && next !== undefined;
    const share = isRamp ? length / (next.atSeconds - point.atSeconds) : 0;
    const growth = isRamp ? share * (next.requestsPerSecond - point.requestsPerSecond) : 0;
    sum += length * (point.requestsPerSecond + growth / 2);
  });
  return sum;
}

/** Largest distance between the distribution of a sample and the exponential one of mean 1 (Kolmogorov–Smirnov). */
function distanceFromExponential(values: readonly number[]): number {
  const sorted = values.slice().sort((a, b) => a - b);
  return sorted.reduce((largest, value, i) => {
    const share = 1 - Math.exp(-value);
    return Math.max(largest, share - i / sorted.length, (i + 1) / sorted.length - share);
  }, 0);
}

const schedulePoints = fc
  .array(
    fc.record({
      gapSeconds: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 60, noNaN: true })),
      requestsPerSecond: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 20, noNaN: true })),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((steps): RatePoint[] => {
    let atSeconds = 0;
    return steps.map(({ gapSeconds, requestsPerSecond }) => {
      atSeconds += gapSeconds;
      return { atSeconds, requestsPerSecond };
    });
  });

const interpolations = fc.constantFrom("step" as const, "ramp" as const);
const processes = fc.constantFrom("constant" as const, "poisson" as const);

const trace: RequestTrace = {
  arrivalSeconds: Float64Array.of(0, 0.5, 0.5, 7, 60),
  inputTokens: Float64Array.of(1, 2, 3, 4, 5),
  outputTokens: Float64Array.of(10, 20, 30, 40, 50),
};

const markovState = fc.record({
  requestsPerSecond: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 30, noNaN: true })),
  meanSeconds: fc.double({ min: 0.01, max: 100, noNaN: true }),
});

const anyArrivals: fc.Arbitrary<Arrivals> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("constant" as const, "poisson" as const),
    requestsPerSecond: fc.double({ min: 0, max: 20, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant("schedule" as const),
    interpolation: interpolations,
    process: processes,
    points: schedulePoints,
  }),
  fc.constant({ kind: "trace" as const, trace }),
  fc.record({
    kind: fc.constant("gamma" as const),
    requestsPerSecond: fc.double({ min: 0, max: 20, noNaN: true }),
    gapCv: fc.double({ min: 0.1, max: 10, noNaN: true }),
  }),
  fc.record({ kind: fc.constant("mmpp" as const), states: fc.tuple(markovState, markovState) }),
  fc.record({
    kind: fc.constant("spikes" as const),
    base: fc.oneof(
      fc.record({
        kind: fc.constantFrom("constant" as const, "poisson" as const),
        requestsPerSecond: fc.double({ min: 0, max: 20, noNaN: true }),
      }),
      fc.record({ kind: fc.constant("mmpp" as const), states: fc.tuple(markovState, markovState) }),
      fc.record({
        kind: fc.constant("schedule" as const),
        interpolation: interpolations,
        process: processes,
        points: schedulePoints,
      }),
    ),
    spikes: fc.array(
      fc.record({
        atSeconds: fc.double({ min: 0, max: 100, noNaN: true }),
        durationSeconds: fc.double({ min: 0, max: 50, noNaN: true }),
        factor: fc.double({ min: 0, max: 5, noNaN: true }),
      }),
      { maxLength: 4 },
    ),
  }),
);

const ramp: Arrivals = {
  kind: "schedule",
  interpolation: "ramp",
  process: "poisson",
  points: [
    { atSeconds: 0, requestsPerSecond: 2 },
    { atSeconds: 60, requestsPerSecond: 20 },
    { atSeconds: 80, requestsPerSecond: 0 },
    { atSeconds: 90, requestsPerSecond: 0 },
    { atSeconds: 95, requestsPerSecond: 8 },
  ],
};

describe("arrivals of every kind", () => {
  it("ascend, stay in [start, end), and are the same for the same seed", () => {
    fc.assert(
      fc.property(
        anyArrivals,
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.double({ min: 0, max: 120, noNaN: true }),
        (arrivals, startSeconds, endSeconds) => {
          const stream = trafficStream(arrivals, { startSeconds, endSeconds });
          const drawn = drawTraffic(stream);
          let previousSeconds = startSeconds;
          for (const seconds of drawn.arrivalSeconds) {
            expect(seconds).toBeGreaterThanOrEqual(previousSeconds);
            expect(seconds).toBeLessThan(endSeconds);
            previousSeconds = seconds;
          }
          expect(drawTraffic(stream)).toEqual(drawn);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("are none where the rate is 0", () => {
    const points = [{ atSeconds: 0, requestsPerSecond: 0 }];
    const silent: Arrivals[] = [
      { kind: "constant", requestsPerSecond: 0 },
      { kind: "poisson", requestsPerSecond: 0 },
      { kind: "schedule", interpolation: "step", process: "poisson", points },
      { kind: "schedule", interpolation: "ramp", process: "constant", points },
    ];
    for (const arrivals of silent) {
      expect(drawTraffic(trafficStream(arrivals)).arrivalSeconds).toHaveLength(0);
    }
  });

  it("take one draw a request for the time and two for the sizes, whatever the rate", () => {
    for (const arrivals of [{ kind: "poisson", requestsPerSecond: 13 }, ramp] as const) {
      const { arrivalSeconds, draws } = drawTraffic(trafficStream(arrivals));
      // The last one falls after the end.
      expect(draws).toEqual({
        arrivals: arrivalSeconds.length + 1,
        sizes: 2 * arrivalSeconds.length,
        pinning: 0,
        sessions: 0,
      });
    }
    expect(drawTraffic(trafficStream({ kind: "constant", requestsPerSecond: 3 })).draws.arrivals).toBe(0);
    expect(drawTraffic(trafficStream({ kind: "trace", trace })).draws).toEqual({
      arrivals: 0,
      sizes: 0,
      pinning: 0,
      sessions: 0,
    });
  });

  it("keep their times when sizes or pinning change, and their sizes when times or pinning change", () => {
    const plain = drawTraffic(trafficStream(ramp));
    const otherSizes = drawTraffic(trafficStream(ramp, { inputTokens: { kind: "fixed", value: 7 } }));
    const pinned = drawTraffic(trafficStream(ramp, { pinnedCanaryPercent: 30 }));
    const otherTimes = drawTraffic(trafficStream({ kind: "constant", requestsPerSecond: 5 }));
    expect(otherSizes.arrivalSeconds).toEqual(plain.arrivalSeconds);
    expect(otherSizes.outputTokens).toEqual(plain.outputTokens);
    expect(pinned.arrivalSeconds).toEqual(plain.arrivalSeconds);
    expect(pinned.inputTokens).toEqual(plain.inputTokens);
    expect(otherTimes.inputTokens).toEqual(plain.inputTokens.slice(0, 500));
    expect(otherTimes.outputTokens).toEqual(plain.outputTokens.slice(0, 500));
  });

  it("have sizes in whole tokens from their distributions", () => {
    const drawn = drawTraffic(trafficStream({ kind: "constant", requestsPerSecond: 200 }));
    expect(drawn.inputTokens.every(Number.isInteger)).toBe(true);
    // Standard error of the mean of a uniform on 1 to 1,000: 289 / √20,000 = 2; four of them.
    expect(Math.abs(mean(drawn.outputTokens) - 500.5)).toBeLessThan(8.2);
    const sorted = drawn.inputTokens.slice().sort();
    // Standard error of the median: 500 × √(π / 2) / √20,000 = 4.4; four of them.
    expect(Math.abs(sorted[10_000]! - 500)).toBeLessThan(18);
  });
});

describe("constant arrivals", () => {
  it("are evenly spaced, the first half a gap after the start, without drift", () => {
    const stream = trafficStream(
      { kind: "constant", requestsPerSecond: 3 },
      { startSeconds: 10, endSeconds: 1e5 },
    );
    const { arrivalSeconds } = drawTraffic(stream);
    expect(arrivalSeconds.length).toBe(3 * (1e5 - 10));
    expect(arrivalSeconds[0]).toBeCloseTo(10 + 1 / 6, 12);
    expect(arrivalSeconds.at(-1)).toBeCloseTo(1e5 - 1 / 6, 9);
  });

  it("hold as many requests as expected, to within a half, wherever a schedule is cut", () => {
    fc.assert(
      fc.property(
        schedulePoints,
        interpolations,
        fc.double({ min: 0, max: 200, noNaN: true }),
        (points, interpolation, seconds) => {
          const arrivals: Arrivals = { kind: "schedule", interpolation, process: "constant", points };
          const count = drawTraffic(trafficStream(arrivals, { endSeconds: seconds })).arrivalSeconds.length;
          const expected = expectedRequests(points, interpolation, seconds);
          expect(Math.abs(count - expected)).toBeLessThanOrEqual(0.5 + 1e-6);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("Poisson arrivals", () => {
  it("come in counts whose mean and variance are rate × time, over seeds", () => {
    const runs = 1_000;
    const counts = Array.from(
      { length: runs },
      (_, i) =>
        drawTraffic(trafficStream({ kind: "poisson", requestsPerSecond: 2 }), `seed ${i}`).arrivalSeconds
          .length,
    );
    const variance = mean(counts.map((count) => (count - mean(counts)) ** 2));
    // Four standard errors: of the mean √(200 / 1,000), of the variance 200 × √(2 / 1,000).
    expect(Math.abs(mean(counts) - 200)).toBeLessThan(4 * Math.sqrt(200 / runs));
    expect(Math.abs(variance / 200 - 1)).toBeLessThan(4 * Math.sqrt(2 / runs));
  });

  it("have exponential gaps, and gaps measured in expected requests are exponential under any schedule", () => {
    const plain: Arrivals = { kind: "poisson", requestsPerSecond: 7 };
    const steps: Arrivals = { ...ramp, interpolation: "step" };
    for (const arrivals of [plain, ramp, steps] as const) {
      const gaps: number[] = [];
      for (let run = 0; run < 40; run += 1) {
        const { arrivalSeconds } = drawTraffic(trafficStream(arrivals), `seed ${run}`);
        const counts = Array.from(arrivalSeconds, (seconds) =>
          arrivals.kind === "schedule"
            ? expectedRequests(arrivals.points, arrivals.interpolation, seconds)
            : seconds * 7,
        );
        gaps.push(...counts.map((count, i) => count - (counts[i - 1] ?? 0)));
      }
      expect(gaps.length).toBeGreaterThan(20_000);
      // Critical value of the Kolmogorov–Smirnov test at 0.1 %.
      expect(distanceFromExponential(gaps)).toBeLessThan(1.95 / Math.sqrt(gaps.length));
    }
  });

  it("are the same whether the rate is given alone or as a schedule of one point", () => {
    const alone = drawTraffic(trafficStream({ kind: "poisson", requestsPerSecond: 7 }));
    const points = [{ atSeconds: 0, requestsPerSecond: 7 }];
    const scheduled = drawTraffic(
      trafficStream({ kind: "schedule", interpolation: "ramp", process: "poisson", points }),
    );
    expect(scheduled.arrivalSeconds.length).toBe(alone.arrivalSeconds.length);
    scheduled.arrivalSeconds.forEach((seconds, i) => {
      expect(seconds).toBeCloseTo(alone.arrivalSeconds[i]!, 9);
    });
  });

  it("keep silent where a schedule is at rate 0, before its first point too, and go on at its last rate", () => {
    const points = [
      { atSeconds: 10, requestsPerSecond: 50 },
      { atSeconds: 20, requestsPerSecond: 0 },
      { atSeconds: 30, requestsPerSecond: 50 },
    ];
    const { arrivalSeconds } = drawTraffic(
      trafficStream(
        { kind: "schedule", interpolation: "step", process: "poisson", points },
        { startSeconds: 100, endSeconds: 200 },
      ),
    );
    const between = (from: number, to: number) => arrivalSeconds.filter((s) => s >= from && s < to).length;
    expect([between(100, 110), between(120, 130)]).toEqual([0, 0]);
    expect(Math.abs(between(110, 120) - 500)).toBeLessThan(4 * Math.sqrt(500));
    expect(Math.abs(between(130, 200) - 3_500)).toBeLessThan(4 * Math.sqrt(3_500));
  });

  it("bring the same requests in half the time at twice the rate", () => {
    const once = drawTraffic(trafficStream({ kind: "poisson", requestsPerSecond: 4 }));
    const twice = drawTraffic(trafficStream({ kind: "poisson", requestsPerSecond: 8 }, { endSeconds: 50 }));
    expect(Array.from(twice.arrivalSeconds, (seconds) => seconds * 2)).toEqual(
      Array.from(once.arrivalSeconds),
    );
  });
});

describe("rate schedules", () => {
  it("are refused when they descend in time or have an impossible rate", () => {
    const refused: RatePoint[][] = [
      [
        { atSeconds: 10, requestsPerSecond: 1 },
        { atSeconds: 5, requestsPerSecond: 1 },
      ],
      [{ atSeconds: 0, requestsPerSecond: -1 }],
      [{ atSeconds: 0, requestsPerSecond: Number.NaN }],
      [{ atSeconds: Number.POSITIVE_INFINITY, requestsPerSecond: 1 }],
    ];
    for (const points of refused) {
      const arrivals: Arrivals = { kind: "schedule", interpolation: "step", process: "poisson", points };
      expect(() => drawTraffic(trafficStream(arrivals))).toThrow(RangeError);
    }
  });
});

describe("trace replay", () => {
  it("brings the trace's own times and sizes, shifted by the start and cut at the end", () => {
    const replayed = replay(trace, { startSeconds: 40, endSeconds: 100 });
    expect(Array.from(replayed.arrivalSeconds)).toEqual([40, 40.5, 40.5, 47]);
    expect(Array.from(replayed.inputTokens)).toEqual([1, 2, 3, 4]);
    expect(Array.from(replayed.outputTokens)).toEqual([10, 20, 30, 40]);
  });
});

describe("pinned requests", () => {
  const pinnedShare = (pinned: readonly number[], version: number) =>
    pinned.filter((value) => value === version).length / pinned.length;

  it("make up their shares, and the other version's pins stay where they are when one share grows", () => {
    const draw = (pinnedPrimaryPercent: number, pinnedCanaryPercent: number) =>
      drawTraffic(
        trafficStream(
          { kind: "constant", requestsPerSecond: 200 },
          { pinnedPrimaryPercent, pinnedCanaryPercent },
        ),
      ).pinnedVersions;
    const pinned = draw(30, 10);
    // Four standard errors of a share among 20,000.
    expect(Math.abs(pinnedShare(pinned, 1) - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 20_000));
    expect(Math.abs(pinnedShare(pinned, 2) - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / 20_000));
    const more = draw(50, 10);
    expect(pinned.every((version, i) => version === 0 || more[i] === version)).toBe(true);
    expect(pinnedShare(more, 2)).toBe(pinnedShare(pinned, 2));
    expect(new Set(draw(100, 0))).toEqual(new Set([1]));
    expect(new Set(draw(0, 100))).toEqual(new Set([2]));
    expect(new Set(draw(50, 50))).toEqual(new Set([1, 2]));
    expect(new Set(draw(0, 0))).toEqual(new Set([0]));
  });
});
