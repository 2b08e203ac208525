import fc from "fast-check";
import { build } from "hdr-histogram-js";
import { describe, expect, it } from "vitest";
import { createRandomStreams } from "../../src/engine/RandomStreams.ts";
import { sample } from "../../src/engine/sample.ts";
import { LatencyHistogram } from "../../src/metrics/LatencyHistogram.ts";
import { propertyRuns } from "../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(200);
const smallest = 2 ** -20;
const largest = 2 ** 24;

/** From below a microsecond to above half a year, evenly in the logarithm, with repetitions. */
const secondsArbitrary = fc.oneof(
  fc.double({ min: Math.log(smallest), max: Math.log(largest), noNaN: true }).map(Math.exp),
  fc.constantFrom(smallest, 0.25, 1, 1.5, 2 - 2 ** -50, 2, 1000),
);
const percentArbitrary = fc.oneof(
  fc.double({ min: 0, max: 100, noNaN: true }),
  fc.constantFrom(0, 50, 90, 99, 99.9, 100),
);

function filled(values: readonly number[], precisionBits = 8): LatencyHistogram {
  const histogram = new LatencyHistogram({ precisionBits });
  for (const value of values) histogram.record(value);
  return histogram;
}

/** Nearest rank in whole numbers: the percent in thousandths. */
function exactPercentile(values: readonly number[], milliPercent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((milliPercent * values.length) / 100_000)) - 1] as number;
}

/** All that a histogram tells. */
const told = (histogram: LatencyHistogram) => ({
  count: histogram.count,
  mean: histogram.meanSeconds,
  max: histogram.maxSeconds,
  percentiles: [0, 1, 25, 50, 90, 99, 99.9, 100].map((percent) => histogram.percentileSeconds(percent)),
});

describe("LatencyHistogram", () => {
  it("gives every percentile within 2^−(precisionBits + 1) of the exact one", () => {
    fc.assert(
      fc.property(
        fc.array(secondsArbitrary, { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 12 }),
        fc.array(
          fc.oneof(
            fc.nat(100_000),
            fc.nat(100).map((percent) => percent * 1000),
          ),
          { minLength: 1, maxLength: 8 },
        ),
        (values, precisionBits, milliPercents) => {
          const histogram = filled(values, precisionBits);
          for (const milliPercent of milliPercents) {
            const exact = exactPercentile(values, milliPercent);
            const error = Math.abs((histogram.percentileSeconds(milliPercent / 1000) as number) - exact);
            expect(error).toBeLessThanOrEqual(exact * 2 ** -(precisionBits + 1) * (1 + 1e-9));
          }
        },
      ),
      { numRuns: runs, seed },
    );
  });

  it("counts ranks exactly, though percents are no binary fractions", () => {
    for (const count of [1, 3, 7, 10, 99, 100, 101, 200, 1000]) {
      const values = Array.from({ length: count }, (_, i) => 1.015 ** i);
      const histogram = filled(values, 12);
      for (let milliPercent = 0; milliPercent <= 100_000; milliPercent += 100) {
        const ratio =
          (histogram.percentileSeconds(milliPercent / 1000) as number) /
          exactPercentile(values, milliPercent);
        expect(Math.abs(ratio - 1)).toBeLessThan(0.001);
      }
    }
  });

  it("agrees with HdrHistogram on latencies in microseconds", () => {
    const random = createRandomStreams("hdr").stream("latency");
    const hdr = build({
      lowestDiscernibleValue: 1,
      highestTrackableValue: 3.6e9,
      numberOfSignificantValueDigits: 4,
    });
    const ours = new LatencyHistogram({ precisionBits: 8 });
    for (let i = 0; i < 50_000; i++) {
      const micros = Math.round(1e6 * sample({ kind: "lognormal", median: 2, sigma: 1.5 }, random)) + 1000;
      hdr.recordValue(micros);
      ours.record(micros / 1e6);
    }
    expect(ours.count).toBe(hdr.totalCount);
    for (const percent of [0.1, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100]) {
      const theirs = hdr.getValueAtPercentile(percent) / 1e6;
      // Ours to one part in 512, theirs to one in 10,000.
      expect(Math.abs((ours.percentileSeconds(percent) as number) / theirs - 1)).toBeLessThan(1 / 512 + 1e-4);
    }
    expect(Math.abs((ours.meanSeconds as number) / (hdr.mean / 1e6) - 1)).toBeLessThan(1e-4);
  });

  it("adds up to what one histogram of everything tells", () => {
    fc.assert(
      fc.property(
        fc.array(secondsArbitrary),
        fc.array(secondsArbitrary),
        percentArbitrary,
        (a, b, percent) => {
          const sum = filled(a);
          sum.add(filled(b));
          const whole = filled([...a, ...b]);
          expect({ ...told(sum), mean: null }).toEqual({ ...told(whole), mean: null });
          expect(sum.percentileSeconds(percent)).toEqual(whole.percentileSeconds(percent));
          // The order of additions differs.
          if (whole.count > 0)
            expect((sum.meanSeconds as number) / (whole.meanSeconds as number)).toBeCloseTo(1, 12);
        },
      ),
      { numRuns: runs, seed },
    );
    expect(() => filled([1], 8).add(filled([1], 6))).toThrow(/precision/);
  });

  it("is like new after a reset, whatever it held", () => {
    fc.assert(
      fc.property(fc.array(secondsArbitrary), fc.array(secondsArbitrary), (before, after) => {
        const histogram = filled(before);
        histogram.reset();
        expect(told(histogram)).toEqual(told(new LatencyHistogram({ precisionBits: 8 })));
        for (const value of after) histogram.record(value);
        expect(told(histogram)).toEqual(told(filled(after)));
      }),
      { numRuns: runs, seed },
    );
  });

  it("tells percentiles that never fall, within what was recorded, and the exact largest and mean", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(secondsArbitrary, fc.constantFrom(0, -0, 1e-12, 1e9)), { minLength: 1 }),
        percentArbitrary,
        percentArbitrary,
        (values, a, b) => {
          const histogram = filled(values);
          const lower = histogram.percentileSeconds(Math.min(a, b)) as number;
          const upper = histogram.percentileSeconds(Math.max(a, b)) as number;
          expect(lower).toBeLessThanOrEqual(upper);
          expect(lower).toBeGreaterThanOrEqual(Math.min(...values));
          expect(upper).toBeLessThanOrEqual(Math.max(...values));
          expect(histogram.maxSeconds).toBe(Math.max(...values, 0));
          const sum = values.reduce((total, value) => total + value, 0);
          expect(histogram.meanSeconds).toBe(sum / values.length);
        },
      ),
      { numRuns: runs, seed },
    );
  });

  it("puts what is too small into the first bucket and what is too large into the last", () => {
    const histogram = filled([0, -0, 1e-300, 2 ** -21, 5, largest * 2, 1e300]);
    expect(histogram.percentileSeconds(0)).toBeLessThan(2 * smallest);
    expect(histogram.percentileSeconds(50)).toBeLessThan(2 * smallest);
    expect(histogram.percentileSeconds(70)).toBeCloseTo(5, 1);
    expect(histogram.percentileSeconds(80)).toBeGreaterThan(largest * 0.99);
    expect(histogram.maxSeconds).toBe(1e300);
    expect(filled([-0]).percentileSeconds(50)).toBe(0);
  });

  it("tells nothing while empty", () => {
    expect(told(filled([])).percentiles.every((value) => value === null)).toBe(true);
    expect(filled([]).meanSeconds).toBeNull();
    expect(filled([]).maxSeconds).toBeNull();
  });

  it("refuses what is no duration, no percentage and no precision", () => {
    for (const bad of [-1e-9, Number.NaN, Number.NEGATIVE_INFINITY])
      expect(() => filled([bad])).toThrow(RangeError);
    for (const bad of [-1, 100.01, Number.NaN])
      expect(() => filled([1]).percentileSeconds(bad)).toThrow(RangeError);
    for (const bad of [0, 13, 1.5, Number.NaN]) expect(() => filled([], bad)).toThrow(RangeError);
  });

  it("tells of what was recorded since a snapshot what a histogram of that alone would tell, to its bucket", () => {
    const latencies = fc.array(fc.double({ min: 1e-5, max: 1e3, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(latencies, latencies, fc.integer({ min: 0, max: 100 }), (before, after, percent) => {
        const histogram = new LatencyHistogram({ precisionBits: 8 });
        const alone = new LatencyHistogram({ precisionBits: 8 });
        for (const seconds of before) histogram.record(seconds);
        const snapshot = histogram.snapshot();
        for (const seconds of after) {
          histogram.record(seconds);
          alone.record(seconds);
        }
        const since = histogram.percentileSecondsSince(snapshot, percent);
        const exact = alone.percentileSeconds(percent);
        if (exact === null) expect(since).toBeNull();
        else expect(Math.abs((since as number) / exact - 1)).toBeLessThanOrEqual(2 ** -8);
      }),
    );
  });
});
