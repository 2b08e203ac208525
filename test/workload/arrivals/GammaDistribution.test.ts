import { describe, expect, it } from "vitest";
import { GammaDistribution } from "../../../src/workload/arrivals/GammaDistribution.ts";
import { lnGamma } from "../../../src/workload/arrivals/lnGamma.ts";

/** P(X > x) for whole shapes: the Poisson sum e^−x Σ xⁿ / n!, n below the shape. */
function erlangUpper(shape: number, x: number): number {
  let term = Math.exp(-x);
  let sum = term;
  for (let n = 1; n < shape; n += 1) {
    term *= x / n;
    sum += term;
  }
  return sum;
}

describe("lnGamma", () => {
  it("is the logarithm of factorials, and of π / sin by reflection", () => {
    let factorial = 1;
    for (let n = 1; n <= 20; n += 1) {
      expect(lnGamma(n)).toBeCloseTo(Math.log(factorial), 12);
      factorial *= n;
    }
    for (const x of [1e-4, 0.01, 0.2, 0.5, 0.77]) {
      const reflected = Math.log(Math.PI / Math.sin(Math.PI * x));
      expect(lnGamma(x) + lnGamma(1 - x)).toBeCloseTo(reflected, 12);
    }
    expect(() => lnGamma(0)).toThrow(RangeError);
  });
});

describe("GammaDistribution", () => {
  it("has the tails of the Erlang distribution for whole shapes, and of the squared normal one for shape 1/2", () => {
    for (const shape of [1, 2, 5, 20]) {
      for (const x of [0.01, 0.5, 1, 3, 10, 40]) {
        expect(new GammaDistribution(shape).upper(x)).toBeCloseTo(erlangUpper(shape, x), 12);
      }
    }
    // X of shape 1/2 is Z² / 2: P(X > 1.9207294103470627) = P(|Z| > 1.959963984540054) = 5 %.
    expect(new GammaDistribution(0.5).upper(1.9207294103470627)).toBeCloseTo(0.05, 12);
  });

  it("has quantiles that its distribution takes back to where they came from, to the ends of what can be drawn", () => {
    for (const shape of [0.05, 0.3, 0.8, 1, 2, 5, 20, 111, 400]) {
      const gamma = new GammaDistribution(shape);
      const probabilities = [2 ** -32, 1 - 2 ** -32, ...Array.from({ length: 997 }, (_, i) => (i + 1) / 998)];
      for (const probability of probabilities) {
        const x = gamma.quantile(probability);
        expect(1 - gamma.upper(x), `shape ${shape} at ${probability}`).toBeCloseTo(probability, 10);
      }
      expect(gamma.quantile(0)).toBe(0);
    }
  });

  it("has quantiles that ascend, also where a table's cells meet", () => {
    for (const shape of [0.006, 0.44, 1, 6.25]) {
      const gamma = new GammaDistribution(shape);
      let previous = 0;
      for (let i = 1; i < 20_000; i += 1) {
        const x = gamma.quantile(i / 20_000);
        expect(x).toBeGreaterThanOrEqual(previous);
        previous = x;
      }
    }
  });

  it("is exponential at shape 1, and so is what is left of it", () => {
    const gamma = new GammaDistribution(1);
    for (const probability of [0.001, 0.2, 0.5, 0.9, 0.99999]) {
      expect(gamma.quantile(probability)).toBeCloseTo(-Math.log(1 - probability), 9);
      expect(gamma.residualQuantile(probability)).toBeCloseTo(-Math.log(1 - probability), 9);
    }
  });

  it("leaves (1 + 1 / shape) / 2 of its mean on average when looked at under way", () => {
    for (const shape of [0.1, 0.5, 4]) {
      const gamma = new GammaDistribution(shape);
      const count = 4_000;
      let sum = 0;
      for (let i = 0; i < count; i += 1) sum += gamma.residualQuantile((i + 0.5) / count);
      // The midpoint rule loses the tail beyond 1 − 1 / 8,000: below one percent.
      expect(sum / count / (shape * 0.5 * (1 + 1 / shape))).toBeCloseTo(1, 1.7);
    }
  });

  it("refuses shapes that no gaps have", () => {
    for (const shape of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => new GammaDistribution(shape)).toThrow(RangeError);
    }
  });
});
