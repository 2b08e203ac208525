import { describe, expect, it } from "vitest";
import type { Distribution } from "../../src/engine/Distribution.ts";
import { createRandomStreams } from "../../src/engine/RandomStreams.ts";
import { mean, sample } from "../../src/engine/sample.ts";

const count = 100_000;

/** Textbook values: mean, standard deviation, and the distribution function. */
interface Known {
  readonly distribution: Distribution;
  readonly mean: number;
  readonly deviation: number;
  cumulative(x: number): number;
}

const known: Record<string, Known> = {
  uniform: {
    distribution: { kind: "uniform", low: 2, high: 5 },
    mean: 3.5,
    deviation: 3 / Math.sqrt(12),
    cumulative: (x) => (x - 2) / 3,
  },
  exponential: {
    distribution: { kind: "exponential", mean: 40 },
    mean: 40,
    deviation: 40,
    cumulative: (x) => 1 - Math.exp(-x / 40),
  },
  "lognormal of sigma 0.5": lognormal(12, 0.5),
  "lognormal of sigma 1": lognormal(300, 1),
  quantiles: {
    distribution: { kind: "quantiles", percents: [0, 50, 90, 100], values: [10, 20, 60, 200] },
    mean: 0.5 * 15 + 0.4 * 40 + 0.1 * 130,
    // E[x²] of a uniform piece is (a² + ab + b²) / 3.
    deviation: Math.sqrt(
      0.5 * (700 / 3) + 0.4 * ((400 + 1200 + 3600) / 3) + 0.1 * ((3600 + 12000 + 40000) / 3) - 36.5 ** 2,
    ),
    cumulative: (x) =>
      x <= 20 ? (0.5 * (x - 10)) / 10 : x <= 60 ? 0.5 + (0.4 * (x - 20)) / 40 : 0.9 + (0.1 * (x - 60)) / 140,
  },
};

function lognormal(median: number, sigma: number): Known {
  return {
    distribution: { kind: "lognormal", median, sigma },
    mean: median * Math.exp(sigma ** 2 / 2),
    deviation: median * Math.exp(sigma ** 2 / 2) * Math.sqrt(Math.exp(sigma ** 2) - 1),
    cumulative: (x) => normalCumulative(Math.log(x / median) / sigma),
  };
}

/** Abramowitz and Stegun 7.1.26 (|error| < 1.5 × 10⁻⁷). */
function normalCumulative(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const poly =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = (poly * Math.exp(-x * x)) / 2;
  return z > 0 ? 1 - tail : tail;
}

function draw(distribution: Distribution, seed: string): Float64Array {
  const random = createRandomStreams(seed).stream("sample");
  return Float64Array.from({ length: count }, () => sample(distribution, random)).sort();
}

/** Kolmogorov and Smirnov's largest distance, times √n: above 1.95 in 1 of 1000 samples. */
function distance(sorted: Float64Array, cumulative: (x: number) => number): number {
  let largest = 0;
  for (const [index, value] of sorted.entries()) {
    const at = cumulative(value);
    largest = Math.max(largest, Math.abs(at - index / count), Math.abs(at - (index + 1) / count));
  }
  return largest * Math.sqrt(count);
}

describe("sample", () => {
  it.each(Object.entries(known))(
    "follows its distribution: %s",
    (name, { distribution, cumulative, ...expected }) => {
      const values = draw(distribution, name);
      expect(distance(values, cumulative)).toBeLessThan(1.95);
      const average = values.reduce((sum, value) => sum + value, 0) / count;
      // 99.9 % of sample means lie within 3.29 standard errors.
      expect(Math.abs(average - expected.mean)).toBeLessThan((3.29 * expected.deviation) / Math.sqrt(count));
      for (const percent of [1, 25, 50, 75, 99]) {
        const share = percent / 100;
        const bound = 3.29 * Math.sqrt((share * (1 - share)) / count);
        const quantile = values[Math.ceil(share * count) - 1] as number;
        expect(Math.abs(cumulative(quantile) - share)).toBeLessThan(bound);
      }
    },
  );

  it("notices a distribution that is off by three in a hundred", () => {
    const values = draw({ kind: "exponential", mean: 41.2 }, "wrong");
    expect(distance(values, known.exponential!.cumulative)).toBeGreaterThan(1.95);
  });

  it.each([
    ...Object.entries(known).map(([name, { distribution }]) => [name, distribution] as const),
    ["fixed", { kind: "fixed", value: 3 } as const] as const,
  ])("uses exactly one uniform number a sample and rises with it: %s", (_, distribution) => {
    let draws = 0;
    let last = Number.NEGATIVE_INFINITY;
    for (const uniform of [0, 2 ** -32, 0.001, 0.25, 0.4999, 0.5, 0.75, 0.9, 0.999, 1 - 2 ** -32]) {
      const value = sample(distribution, () => {
        draws++;
        return uniform;
      });
      expect(value).toBeGreaterThanOrEqual(last);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(value)).toBe(true);
      last = value;
    }
    expect(draws).toBe(10);
  });

  it.each<[Distribution, number, number]>([
    [{ kind: "fixed", value: 7 }, 0.3, 7],
    [{ kind: "uniform", low: 2, high: 4 }, 0, 2],
    [{ kind: "uniform", low: 2, high: 4 }, 0.75, 3.5],
    [{ kind: "exponential", mean: 10 }, 0, 0],
    [{ kind: "exponential", mean: 10 }, 0.5, 10 * Math.LN2],
    [{ kind: "lognormal", median: 8, sigma: 3 }, 0.5, 8],
    [{ kind: "lognormal", median: 8, sigma: 0 }, 0.9, 8],
    [{ kind: "quantiles", percents: [0, 100], values: [4, 8] }, 0.25, 5],
    [{ kind: "quantiles", percents: [0, 50, 100], values: [4, 8, 8] }, 0.5, 8],
    [{ kind: "quantiles", percents: [0, 50, 100], values: [4, 8, 8] }, 0.9, 8],
    [{ kind: "quantiles", percents: [0, 50, 75, 100], values: [0, 10, 30, 40] }, 0.625, 20],
  ])("of %o at %d is %d", (distribution, uniform, value) => {
    expect(sample(distribution, () => uniform)).toBeCloseTo(value, 12);
    // The histogram and the event queue take −0 for what it is not.
    expect(
      Object.is(
        sample(distribution, () => uniform),
        -0,
      ),
    ).toBe(false);
  });
});

describe("mean", () => {
  it.each(Object.entries(known))("is the textbook's: %s", (_, { distribution, ...expected }) => {
    expect(mean(distribution)).toBeCloseTo(expected.mean, 10);
  });

  it("of a fixed value is the value", () => {
    expect(mean({ kind: "fixed", value: 7 })).toBe(7);
  });

  it("agrees with the average of samples at evenly spaced uniforms", () => {
    for (const { distribution } of Object.values(known)) {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += sample(distribution, () => (i + 0.5) / count);
      expect(Math.abs(sum / count / mean(distribution) - 1)).toBeLessThan(1e-3);
    }
  });
});
