import { describe, expect, it } from "vitest";
import type { Distribution } from "../../../src/engine/Distribution.ts";
import { fitDistribution } from "../../../src/fit/distributions/fitDistribution.ts";
import { measuredCurve, measuredQuantile } from "../../../src/fit/distributions/MeasuredCurve.ts";
import type { Observations } from "../../../src/fit/distributions/Observations.ts";
import { coverage, drawn, errorsFrom } from "../drawn.ts";

const seeds = Array.from({ length: 200 }, (_, index) => `seed ${index}`);
const exponential = { kind: "exponential", mean: 0.3 } as const;
const lognormal = { kind: "lognormal", median: 0.2, sigma: 0.8 } as const;

const measured = (values: Float64Array, cutOff = new Float64Array()): Observations => ({
  kind: "measured",
  values: values.slice().sort(),
  cutOff: cutOff.slice().sort(),
});

/** What takes longer than a timeout was cut off there. */
function withTimeout(values: Float64Array, timeout: number): Observations {
  return measured(
    values.filter((value) => value <= timeout),
    values.filter((value) => value > timeout).fill(timeout),
  );
}

/** Values counted in the buckets of Ray Serve's histograms, in seconds. */
function counted(values: Float64Array): Observations {
  const bounds = [1, 2, 5, 10, 20, 50, 100, 200, 300, 400, 500, 1000, 2000, 5000, 10_000, 60_000].map(
    (each) => each / 1000,
  );
  const buckets = [...bounds, Number.POSITIVE_INFINITY].map((high, index) => {
    const low = index === 0 ? 0 : bounds[index - 1]!;
    return { low, high, count: values.filter((value) => value > low && value <= high).length };
  });
  return { kind: "counted", buckets };
}

function must(observations: Observations) {
  const fitted = fitDistribution(observations);
  if (fitted === null) throw new Error("nothing is fitted");
  return fitted;
}

describe("a fitted distribution", () => {
  it.each([
    ["exponential", exponential, { mean: 0.3 }],
    ["lognormal", lognormal, { median: 0.2, sigma: 0.8 }],
  ] as const)(
    "is %s with its parameters within their standard errors, over many seeds",
    (kind, truth, parameters) => {
      const fits = seeds
        .map((seed) => must(measured(drawn(truth, 400, seed))))
        .filter((each) => each.distribution.kind === kind);
      expect(fits.length).toBeGreaterThan(0.93 * seeds.length);
      for (const [name, value] of Object.entries(parameters)) {
        const covered = coverage(fits.map((each) => errorsFrom(value, each.parameters, name)));
        expect(covered, name).toBeGreaterThan(0.9);
        expect(covered, name).toBeLessThan(0.99);
      }
    },
  );

  it.each([
    ["exponential", exponential, { mean: 0.3 }, 0.5],
    ["lognormal", lognormal, { median: 0.2, sigma: 0.8 }, 0.35],
  ] as const)(
    "of a %s whose slow fifth ran into a timeout has no bias from that",
    (kind, truth, parameters, timeout) => {
      const fits = seeds
        .slice(0, 100)
        .map((seed) => must(withTimeout(drawn(truth, 400, seed), timeout)))
        .filter((each) => each.distribution.kind === kind);
      expect(fits.length).toBeGreaterThan(80);
      expect(fits[0]!.cutOff).toBeGreaterThan(50);
      for (const [name, value] of Object.entries(parameters)) {
        const errors = fits.map((each) => errorsFrom(value, each.parameters, name));
        const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
        expect(Math.abs(mean), name).toBeLessThan(0.4);
        expect(coverage(errors), name).toBeGreaterThan(0.85);
      }
    },
  );

  it.each([
    ["exponential", exponential],
    ["lognormal", lognormal],
  ] as const)("is near the true %s where only the counts of a histogram are known", (kind, truth) => {
    const { distribution } = must(counted(drawn(truth, 5000, "counted")));
    expect(distribution.kind).toBe(kind);
    if (distribution.kind === "exponential") expect(Math.abs(distribution.mean / 0.3 - 1)).toBeLessThan(0.05);
    if (distribution.kind === "lognormal") {
      expect(Math.abs(distribution.median / 0.2 - 1)).toBeLessThan(0.05);
      expect(Math.abs(distribution.sigma / 0.8 - 1)).toBeLessThan(0.05);
    }
  });

  it("is uniform, or one value, where that is what was drawn", () => {
    const uniform = must(measured(drawn({ kind: "uniform", low: 1, high: 3 }, 500, "uniform")));
    expect(uniform.distribution.kind).toBe("uniform");
    expect(must(measured(new Float64Array(50).fill(0.6))).distribution).toEqual({
      kind: "fixed",
      value: 0.6,
    });
  });

  it("is the measured quantiles where nothing with parameters is near", () => {
    const slow = drawn({ kind: "lognormal", median: 4, sigma: 0.1 }, 1000, "slow");
    const fast = drawn({ kind: "lognormal", median: 0.1, sigma: 0.1 }, 3000, "fast");
    const both = Float64Array.from([...slow, ...fast]);
    const { distribution, goodness, tried } = must(measured(both));
    expect(distribution.kind).toBe("quantiles");
    expect(tried.map(({ kind }) => kind).sort()).toEqual(["exponential", "lognormal", "uniform"]);
    for (const { errorPercent } of goodness.quantiles) expect(Math.abs(errorPercent ?? 0)).toBeLessThan(1);
    expect(Math.abs(goodness.meanErrorPercent ?? 100)).toBeLessThan(10);
    expect(must(counted(both)).distribution.kind).toBe("quantiles");
  });

  it("says nothing of fewer than five values", () => {
    expect(fitDistribution(measured(Float64Array.of(1, 2, 3, 4)))).toBeNull();
  });

  it.each([exponential, lognormal])(
    "has p-values of Anderson and Darling that are even where $kind is true",
    (truth) => {
      const pValues = seeds.flatMap((seed) => {
        const { distribution, goodness } = must(measured(drawn(truth, 300, seed)));
        return distribution.kind === truth.kind ? [goodness.andersonDarling?.pValue ?? Number.NaN] : [];
      });
      const below = (limit: number) => pValues.filter((each) => each < limit).length / pValues.length;
      expect(pValues.length).toBeGreaterThan(180);
      expect(below(0.05)).toBeLessThan(0.1);
      expect(Math.abs(below(0.5) - 0.5)).toBeLessThan(0.12);
      expect(Math.abs(below(0.25) - 0.25)).toBeLessThan(0.1);
    },
  );
});

describe("the measured share of values", () => {
  it("is the product-limit estimate where values were cut off", () => {
    // E. L. Kaplan, P. Meier (1958), section 1: deaths at 0.8, 3.1, 5.4, 9.2, losses at 1.0, 2.7, 7.0, 12.1.
    const observations = measured(Float64Array.of(0.8, 3.1, 5.4, 9.2), Float64Array.of(1.0, 2.7, 7.0, 12.1));
    const { shares, knownShare } = measuredCurve(observations);
    const expected = [
      7 / 8,
      (7 / 8) * (4 / 5),
      (7 / 8) * (4 / 5) * (3 / 4),
      (7 / 8) * (4 / 5) * (3 / 4) * (1 / 2),
    ];
    shares.forEach((share, index) => {
      expect(1 - share).toBeCloseTo(expected[index]!, 12);
    });
    expect(knownShare).toBeCloseTo(1 - expected[3]!, 12);
    const curve = measuredCurve(observations);
    expect(measuredQuantile(curve, observations, 0.5)).toBe(9.2);
    expect(measuredQuantile(curve, observations, 0.9)).toBeNull();
  });
});

describe("the quantiles of a fit", () => {
  it("hold the true ones between their bounds in 19 of 20 cases", () => {
    const truth: Distribution = lognormal;
    const p90 = 0.2 * Math.exp(0.8 * 1.2815515655446004);
    const held = seeds.filter((seed) => {
      const found = must(measured(drawn(truth, 300, seed))).goodness.quantiles.find(
        ({ percent }) => percent === 90,
      );
      return found?.low != null && found.high !== null && found.low <= p90 && p90 <= found.high;
    });
    expect(held.length / seeds.length).toBeGreaterThan(0.92);
  });
});
