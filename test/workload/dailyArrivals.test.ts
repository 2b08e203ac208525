import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedRequests } from "../../src/workload/rates/expectedRequests.ts";
import type { Arrivals, DailyCurve, DailyTraffic, RateArrivals } from "../../src/workload/Traffic.ts";
import { drawTraffic, trafficStream } from "./arrivalStreams.ts";
import { countsOf } from "./statistics.ts";

const day = 86_400;
const one = { kind: "fixed", value: 1 } as const;
const draw = (arrivals: Arrivals, endSeconds: number) =>
  drawTraffic(trafficStream(arrivals, { endSeconds, inputTokens: one, outputTokens: one }));

const hourFactors = Array.from({ length: 24 }, (_, hour) => (hour % 7 === 3 ? 0 : 0.2 + (hour % 5) / 4));
const hours: DailyCurve = { shape: "hours", requestsPerSecond: 2, hourFactors };
const wave: DailyCurve = {
  shape: "wave",
  peakRequestsPerSecond: 10,
  troughRequestsPerSecond: 2,
  peakHour: 15.3,
};
const daily = (curve: DailyCurve, changes: Partial<DailyTraffic> = {}) =>
  ({ kind: "daily", curve, startHour: 0, startDay: 0, dayFactors: null, ...changes }) as const;

describe("daily arrivals", () => {
  it("bring each hour what its factor says: exactly in expectation, within a Poisson count when drawn", () => {
    const arrivals = daily(hours);
    const counts = countsOf(draw(arrivals, day).arrivalSeconds, 3600, day);
    hourFactors.forEach((factor, hour) => {
      const expected =
        expectedRequests(arrivals, (hour + 1) * 3600) - expectedRequests(arrivals, hour * 3600);
      expect(expected).toBeCloseTo(2 * 3600 * factor, 6);
      // Four standard errors; an hour of factor 0 brings none at all.
      expect(Math.abs(counts[hour]! - expected)).toBeLessThanOrEqual(4 * Math.sqrt(expected));
    });
  });

  it("follow a cosine from trough to peak within 0.03 % of the way between them", () => {
    const exact = (seconds: number) => 6 + 4 * Math.cos((2 * Math.PI * (seconds / 3600 - 15.3)) / 24);
    const arrivals = daily(wave);
    for (let seconds = 0; seconds < day; seconds += 577) {
      // The mean rate over a second.
      const rate = expectedRequests(arrivals, seconds + 1) - expectedRequests(arrivals, seconds);
      expect(Math.abs(rate - exact(seconds + 0.5))).toBeLessThan(0.0003 * 8);
    }
    expect(expectedRequests(arrivals, day) / (6 * day)).toBeCloseTo(1, 9);
    const { arrivalSeconds, draws } = draw(arrivals, day);
    expect(Math.abs(arrivalSeconds.length - 6 * day)).toBeLessThan(4 * Math.sqrt(6 * day));
    expect(draws.arrivals).toBe(arrivalSeconds.length + 1);
  });

  it("begin at their hour and day: a later start is the same curve from there on", () => {
    const dayFactors = [1, 1.1, 1.2, 1.1, 0.9, 0.3, 0];
    for (const curve of [hours, wave]) {
      const monday = daily(curve, { dayFactors });
      const thursday = daily(curve, { dayFactors, startDay: 3, startHour: 13.45 });
      const offset = 3 * day + 13.45 * 3600;
      for (const seconds of [1, 600, 3600, 40_000, 3 * day, 5.5 * day, 9 * day]) {
        const expected = expectedRequests(monday, offset + seconds) - expectedRequests(monday, offset);
        expect(expectedRequests(thursday, seconds)).toBeCloseTo(expected, 5);
      }
    }
  });

  it("repeat every week, and bring nothing on a day of factor 0", () => {
    const arrivals = daily(hours, { dayFactors: [1, 1, 1, 1, 1, 0.5, 0] });
    const counts = countsOf(draw(arrivals, 14 * day).arrivalSeconds, day, 14 * day);
    const perDay = 2 * 3600 * hourFactors.reduce((sum, factor) => sum + factor, 0);
    [1, 1, 1, 1, 1, 0.5, 0, 1, 1, 1, 1, 1, 0.5, 0].forEach((factor, i) => {
      expect(Math.abs(counts[i]! - factor * perDay)).toBeLessThanOrEqual(4 * Math.sqrt(factor * perDay));
    });
  });

  it("are refused where a curve is impossible or a week empty", () => {
    const refused: readonly (readonly [Partial<DailyTraffic>, RegExp])[] = [
      [{ curve: { ...hours, hourFactors: [1, 2] } }, /2 hour factors; expected 24/],
      [{ curve: { ...hours, requestsPerSecond: -1 } }, /not a number from 0/],
      [{ curve: { ...hours, requestsPerSecond: 0 } }, /no requests in the whole week/],
      [{ curve: { ...wave, troughRequestsPerSecond: 11 } }, /trough of 11 above the peak/],
      [{ curve: { ...wave, peakHour: 24 } }, /peak at hour 24/],
      [{ dayFactors: [1, 1] }, /2 day factors; expected 7/],
      [{ dayFactors: [0, 0, 0, 0, 0, 0, 0] }, /no requests/],
      [{ startHour: 24 }, /hour 24/],
      [{ startDay: 7 }, /day 7/],
    ];
    for (const [changes, problem] of refused) {
      expect(() => draw(daily(hours, changes), 10)).toThrow(problem);
    }
  });
});

describe("spikes", () => {
  const spike = (atSeconds: number, durationSeconds: number, factor: number) => ({
    atSeconds,
    durationSeconds,
    factor,
  });

  it("multiply an even rate exactly: one spike of 5 over 10 of 100 s brings 40 gaps more", () => {
    const base: RateArrivals = { kind: "constant", requestsPerSecond: 1 };
    const { arrivalSeconds } = draw({ kind: "spikes", base, spikes: [spike(30, 10, 5)] }, 100);
    expect(arrivalSeconds).toHaveLength(140);
    expect(countsOf(arrivalSeconds, 10, 100)).toEqual([10, 10, 10, 50, 10, 10, 10, 10, 10, 10]);
  });

  it("multiply one another where they overlap, in whatever order they are given", () => {
    const base: RateArrivals = { kind: "constant", requestsPerSecond: 2 };
    const spikes = [spike(10, 20, 3), spike(20, 20, 2), spike(25, 5, 0)];
    const counts = (list: typeof spikes) =>
      countsOf(draw({ kind: "spikes", base, spikes: list }, 50).arrivalSeconds, 5, 50);
    expect(counts(spikes)).toEqual([10, 10, 30, 30, 60, 0, 20, 20, 10, 10]);
    expect(counts(spikes.slice().reverse())).toEqual(counts(spikes));
  });

  it("multiply the rate at that moment of whatever they stand on, and leave the rest alone", () => {
    const bases: readonly RateArrivals[] = [
      { kind: "poisson", requestsPerSecond: 3 },
      { kind: "gamma", requestsPerSecond: 3, gapCv: 2 },
      {
        kind: "schedule",
        interpolation: "ramp",
        process: "poisson",
        points: [
          { atSeconds: 5, requestsPerSecond: 1 },
          { atSeconds: 60, requestsPerSecond: 20 },
          { atSeconds: 60, requestsPerSecond: 4 },
        ],
      },
      daily(wave, { startHour: 14.99 }),
      {
        kind: "mmpp",
        states: [
          { requestsPerSecond: 9, meanSeconds: 3 },
          { requestsPerSecond: 1, meanSeconds: 7 },
        ],
      },
    ];
    const times = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom(...bases),
        times,
        times,
        fc.double({ min: 0, max: 50, noNaN: true }),
        (base, from, length, factor) => {
          const spiked: Arrivals = { kind: "spikes", base, spikes: [spike(from, length, factor)] };
          const within = (arrivals: Arrivals, a: number, b: number) =>
            expectedRequests(arrivals, b) - expectedRequests(arrivals, a);
          const to = from + length;
          const extra = (factor - 1) * within(base, from, to);
          expect(expectedRequests(spiked, from)).toBeCloseTo(expectedRequests(base, from), 6);
          expect(expectedRequests(spiked, to + 50)).toBeCloseTo(expectedRequests(base, to + 50) + extra, 5);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("of factor 1 change nothing", () => {
    const base: RateArrivals = { kind: "poisson", requestsPerSecond: 5 };
    const spiked = draw({ kind: "spikes", base, spikes: [spike(13, 20, 1)] }, 100).arrivalSeconds;
    const plain = draw(base, 100).arrivalSeconds;
    expect(spiked.length).toBe(plain.length);
    spiked.forEach((seconds, i) => {
      expect(seconds).toBeCloseTo(plain[i]!, 9);
    });
  });

  it("keep one draw a request, and the times before the first spike", () => {
    const base: RateArrivals = { kind: "poisson", requestsPerSecond: 50 };
    const spiked = draw({ kind: "spikes", base, spikes: [spike(40, 20, 4)] }, 100);
    expect(spiked.draws.arrivals).toBe(spiked.arrivalSeconds.length + 1);
    const expected = 50 * 80 + 200 * 20;
    expect(Math.abs(spiked.arrivalSeconds.length - expected)).toBeLessThan(4 * Math.sqrt(expected));
    const untilSpike = (seconds: Float64Array) => seconds.filter((each) => each < 40);
    const plain = untilSpike(draw(base, 100).arrivalSeconds);
    untilSpike(spiked.arrivalSeconds).forEach((seconds, i) => {
      expect(seconds).toBeCloseTo(plain[i]!, 9);
    });
  });

  it("are refused with times or factors that cannot be", () => {
    const base: RateArrivals = { kind: "poisson", requestsPerSecond: 5 };
    for (const wrong of [spike(-1, 1, 1), spike(0, Number.NaN, 1), spike(0, 1, -2)]) {
      expect(() => draw({ kind: "spikes", base, spikes: [wrong] }, 10)).toThrow(/spike/);
    }
  });
});
