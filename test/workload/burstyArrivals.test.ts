import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitMmpp } from "../../src/workload/rates/fitMmpp.ts";
import type { Arrivals, MarkovState } from "../../src/workload/Traffic.ts";
import { drawTraffic, trafficStream } from "./arrivalStreams.ts";
import {
  countsOf,
  criticalDistance,
  distanceFromUniform,
  gapsOf,
  meanOf,
  varianceOf,
  variationOf,
} from "./statistics.ts";

const draw = (arrivals: Arrivals, endSeconds: number, seed?: string) =>
  drawTraffic(trafficStream(arrivals, { endSeconds, inputTokens: one, outputTokens: one }), seed);
const one = { kind: "fixed", value: 1 } as const;

/**
 * Var(N(t)) / E(N(t)) of a stationary two-state MMPP: Fischer and Meier-Hellstern, "The MMPP cookbook", 1993.
 */
function dispersion([a, b]: readonly [MarkovState, MarkovState], seconds: number): number {
  const leaveA = 1 / a.meanSeconds;
  const leaveB = 1 / b.meanSeconds;
  const both = leaveA + leaveB;
  const spread = (a.requestsPerSecond - b.requestsPerSecond) ** 2 * leaveA * leaveB;
  const rate = a.requestsPerSecond * leaveB + b.requestsPerSecond * leaveA;
  const settled = 1 - (1 - Math.exp(-both * seconds)) / (both * seconds);
  return 1 + (2 * spread * settled) / (both * both * rate);
}

function autocorrelation(values: readonly number[]): number {
  const mean = meanOf(values);
  const products = values.slice(1).map((value, i) => (value - mean) * (values[i]! - mean));
  return meanOf(products) / varianceOf(values);
}

describe("gamma arrivals", () => {
  it("have the mean rate and the coefficient of variation that they are given, and independent gaps", () => {
    for (const gapCv of [0.25, 0.7, 1.5, 3]) {
      const { arrivalSeconds } = draw({ kind: "gamma", requestsPerSecond: 20, gapCv }, 10_000);
      const count = arrivalSeconds.length;
      const gaps = gapsOf(arrivalSeconds);
      // Four standard errors of a renewal count: CV × √count.
      expect(Math.abs(count - 200_000), `count at CV ${gapCv}`).toBeLessThan(4 * gapCv * Math.sqrt(200_000));
      // Four standard errors by the delta method: of a gamma's CV c, √((1/2 + c²) / n) × c × √(1 + c²).
      const error = gapCv * Math.sqrt(((0.5 + gapCv ** 2) * (1 + gapCv ** 2)) / count);
      expect(Math.abs(variationOf(gaps) - gapCv), `CV ${gapCv}`).toBeLessThan(4 * error);
      expect(Math.abs(autocorrelation(gaps))).toBeLessThan(4 / Math.sqrt(count));
    }
  });

  it("begin stationary: no more requests come in the first seconds than in later ones, however bursty", () => {
    const runs = 800;
    const counts = Array.from(
      { length: runs },
      (_, i) => draw({ kind: "gamma", requestsPerSecond: 2, gapCv: 3 }, 5, `seed ${i}`).arrivalSeconds.length,
    );
    // A whole first gap would bring up to (CV² − 1) / 2 = 4 requests more than the 10 expected.
    const error = Math.sqrt(varianceOf(counts) / runs);
    expect(error).toBeLessThan(0.4);
    expect(Math.abs(meanOf(counts) - 10)).toBeLessThan(4 * error);
  });

  it("are the Poisson arrivals at a coefficient of variation of 1", () => {
    const gamma = draw({ kind: "gamma", requestsPerSecond: 7, gapCv: 1 }, 100).arrivalSeconds;
    const poisson = draw({ kind: "poisson", requestsPerSecond: 7 }, 100).arrivalSeconds;
    expect(gamma.length).toBe(poisson.length);
    gamma.forEach((seconds, i) => {
      expect(seconds).toBeCloseTo(poisson[i]!, 7);
    });
  });

  it("take one draw a request, whatever the coefficient of variation", () => {
    for (const gapCv of [0.1, 0.9, 1, 2.5, 13]) {
      const { arrivalSeconds, draws } = draw({ kind: "gamma", requestsPerSecond: 50, gapCv }, 100);
      expect(draws.arrivals).toBe(arrivalSeconds.length + 1);
    }
  });

  it("are refused where gaps would be even or all but never end", () => {
    for (const gapCv of [0, 0.01, 51, -1, Number.NaN]) {
      expect(() => draw({ kind: "gamma", requestsPerSecond: 5, gapCv }, 10)).toThrow(
        /coefficient of variation/,
      );
    }
  });
});

describe("MMPP arrivals", () => {
  const states = [
    { requestsPerSecond: 40, meanSeconds: 5 },
    { requestsPerSecond: 4, meanSeconds: 20 },
  ] as const;
  const arrivals: Arrivals = { kind: "mmpp", states };

  it("have the mean rate of their states and the dispersion of counts that theory gives, at every window", () => {
    const untilSeconds = 200_000;
    const { arrivalSeconds } = draw(arrivals, untilSeconds);
    const rate = (40 * 5 + 4 * 20) / 25;
    // The dispersion of long counts gives the standard error of their mean.
    const long = dispersion(states, untilSeconds);
    const expected = rate * untilSeconds;
    expect(Math.abs(arrivalSeconds.length - expected)).toBeLessThan(4 * Math.sqrt(long * expected));
    for (const windowSeconds of [0.5, 5, 50, 500]) {
      const counts = countsOf(arrivalSeconds, windowSeconds, untilSeconds);
      const found = varianceOf(counts) / meanOf(counts);
      const theory = dispersion(states, windowSeconds);
      // Windows shorter than a cycle of 25 s hang together: as many are independent as there are cycles.
      const independent = untilSeconds / Math.max(windowSeconds, 25);
      expect(Math.abs(found / theory - 1), `${found} against ${theory}`).toBeLessThan(
        4 * Math.sqrt(2 / independent),
      );
      expect(theory, "more than the bound").toBeGreaterThan(1 + 4 * Math.sqrt(2 / independent));
    }
  });

  it("begin in the stationary law: the first second is like any other, over seeds", () => {
    const runs = 4_000;
    const counts = Array.from(
      { length: runs },
      (_, i) => draw(arrivals, 1, `seed ${i}`).arrivalSeconds.length,
    );
    expect(Math.abs(meanOf(counts) - 11.2)).toBeLessThan(4 * Math.sqrt(varianceOf(counts) / runs));
  });

  it("take one draw a request and one to begin with, and meet the same states at whatever rates", () => {
    const slow = draw(arrivals, 1_000);
    expect(slow.draws.arrivals).toBe(1 + slow.arrivalSeconds.length + 1);
    const bursts = (drawn: ArrayLike<number>, rate: number) =>
      countsOf(drawn, 1, 1_000).map((count) => count > rate / 2);
    const states40 = bursts(slow.arrivalSeconds, 40);
    const faster: readonly [MarkovState, MarkovState] = [
      { requestsPerSecond: 400, meanSeconds: 5 },
      { requestsPerSecond: 40, meanSeconds: 20 },
    ];
    const states400 = bursts(draw({ kind: "mmpp", states: faster }, 1_000).arrivalSeconds, 400);
    const alike = states40.filter((state, i) => state === states400[i]).length;
    expect(states40.filter((state) => state).length).toBeGreaterThan(100);
    // Seconds in which the state changes count as either.
    expect(alike).toBeGreaterThan(930);
  });

  it("are refused with a state that cannot be", () => {
    const refused: MarkovState[] = [
      { requestsPerSecond: -1, meanSeconds: 1 },
      { requestsPerSecond: Number.NaN, meanSeconds: 1 },
      { requestsPerSecond: 1, meanSeconds: 0 },
      { requestsPerSecond: 1, meanSeconds: Number.POSITIVE_INFINITY },
    ];
    for (const state of refused) {
      expect(() => draw({ kind: "mmpp", states: [state, states[0]] }, 10)).toThrow(RangeError);
    }
  });

  it("end where both states are silent", () => {
    const silent = { requestsPerSecond: 0, meanSeconds: 1 };
    expect(draw({ kind: "mmpp", states: [silent, silent] }, 1_000).arrivalSeconds).toHaveLength(0);
  });
});

describe("fitMmpp", () => {
  it("finds bursts of the wanted length with the wanted rate and coefficient of variation, by the formulas", () => {
    const wanted = fc.record({
      requestsPerSecond: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
      gapCv: fc.double({ min: 1.001, max: 30, noNaN: true }),
      meanBurstSeconds: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
    });
    fc.assert(
      fc.property(wanted, (target) => {
        const [burst, quiet] = fitMmpp(target);
        const end = 1 / burst.meanSeconds;
        const begin = 1 / quiet.meanSeconds;
        expect(burst.meanSeconds).toBe(target.meanBurstSeconds);
        expect(quiet.requestsPerSecond).toBe(0);
        const rate = (burst.requestsPerSecond * begin) / (begin + end);
        expect(rate / target.requestsPerSecond).toBeCloseTo(1, 9);
        const cvSquared = 1 + (2 * burst.requestsPerSecond * end) / (begin + end) ** 2;
        expect(Math.sqrt(cvSquared) / target.gapCv).toBeCloseTo(1, 9);
      }),
      { numRuns: 1_000 },
    );
  });

  it("gives arrivals that have them", () => {
    const states = fitMmpp({ requestsPerSecond: 20, gapCv: 4, meanBurstSeconds: 2 });
    const { arrivalSeconds } = draw({ kind: "mmpp", states }, 20_000);
    const cycles = 20_000 / (states[0].meanSeconds + states[1].meanSeconds);
    expect(cycles).toBeGreaterThan(2_000);
    const gaps = gapsOf(arrivalSeconds);
    // Both vary with the number of quiet times, which is that of the cycles.
    expect(Math.abs(arrivalSeconds.length / 400_000 - 1)).toBeLessThan(4 * Math.sqrt(2 / cycles));
    expect(Math.abs(variationOf(gaps) / 4 - 1)).toBeLessThan(4 * Math.sqrt(2 / cycles));
    // An interrupted Poisson process is a renewal process.
    expect(Math.abs(autocorrelation(gaps))).toBeLessThan(4 / Math.sqrt(cycles));
    // Its gaps are hyperexponential, with the roots of r² − (λ + α + β) r + λ β = 0 as rates.
    const rate = states[0].requestsPerSecond;
    const begin = 1 / states[1].meanSeconds;
    const sum = rate + 1 / states[0].meanSeconds + begin;
    const slow = (2 * rate * begin) / (sum + Math.sqrt(sum * sum - 4 * rate * begin));
    const fast = (rate * begin) / slow;
    const share = (rate - slow) / (fast - slow);
    const levels = gaps.map((gap) => share * Math.exp(-fast * gap) + (1 - share) * Math.exp(-slow * gap));
    expect(distanceFromUniform(levels)).toBeLessThan(criticalDistance(gaps.length));
  });

  it("refuses what has no bursts", () => {
    const wanted = { requestsPerSecond: 5, gapCv: 3, meanBurstSeconds: 10 };
    expect(() => fitMmpp({ ...wanted, gapCv: 1 })).toThrow(/coefficient of variation of 1; .* above 1/);
    expect(() => fitMmpp({ ...wanted, requestsPerSecond: 0 })).toThrow(RangeError);
    expect(() => fitMmpp({ ...wanted, meanBurstSeconds: Number.NaN })).toThrow(RangeError);
  });
});
