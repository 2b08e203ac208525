import type { Distribution } from "../../engine/Distribution.ts";
import { inverseNormal } from "../../engine/inverseNormal.ts";
import { lnNormalDensity, normalUpper } from "./normalTail.ts";

/** A distribution as a function: what a fit is compared by. */
export interface DistributionCurve {
  /** P(X > x). */
  upper(x: number): number;
  /** The value that X does not exceed with this probability, 0 to 1. */
  quantile(probability: number): number;
  /** The natural logarithm of the density; minus infinity where there is none. */
  lnDensity(x: number): number;
}

/** The curve of a distribution as scenario files have it. */
export function curveOf(distribution: Distribution): DistributionCurve {
  switch (distribution.kind) {
    case "fixed":
      return {
        upper: (x) => (x < distribution.value ? 1 : 0),
        quantile: () => distribution.value,
        lnDensity: () => Number.NEGATIVE_INFINITY,
      };
    case "uniform":
      return uniformCurve(distribution.low, distribution.high);
    case "exponential":
      return exponentialCurve(distribution.mean);
    case "lognormal":
      return lognormalCurve(distribution.median, distribution.sigma);
    case "quantiles":
      return quantilesCurve(distribution.percents, distribution.values);
    default:
      return distribution satisfies never;
  }
}

function uniformCurve(low: number, high: number): DistributionCurve {
  const width = high - low;
  return {
    upper: (x) => Math.min(Math.max((high - x) / width, 0), 1),
    quantile: (probability) => low + width * probability,
    lnDensity: (x) => (x < low || x > high ? Number.NEGATIVE_INFINITY : -Math.log(width)),
  };
}

function exponentialCurve(mean: number): DistributionCurve {
  return {
    upper: (x) => Math.exp(-Math.max(x, 0) / mean),
    quantile: (probability) => -mean * Math.log1p(-probability),
    lnDensity: (x) => (x < 0 ? Number.NEGATIVE_INFINITY : -x / mean - Math.log(mean)),
  };
}

function lognormalCurve(median: number, sigma: number): DistributionCurve {
  const mu = Math.log(median);
  const zOf = (x: number) => (Math.log(x) - mu) / sigma;
  return {
    upper: (x) => (x <= 0 ? 1 : normalUpper(zOf(x))),
    quantile: (probability) => median * Math.exp(sigma * inverseNormal(probability)),
    lnDensity: (x) =>
      x <= 0 ? Number.NEGATIVE_INFINITY : lnNormalDensity(zOf(x)) - Math.log(sigma) - Math.log(x),
  };
}

function quantilesCurve(percents: readonly number[], values: readonly number[]): DistributionCurve {
  const last = percents.length - 1;
  return {
    upper: (x) => {
      if (x < values[0]!) return 1;
      if (x >= values[last]!) return 0;
      let i = 1;
      while (i < last && x >= values[i]!) i += 1;
      const width = values[i]! - values[i - 1]!;
      const share = width === 0 ? 1 : (x - values[i - 1]!) / width;
      return 1 - (percents[i - 1]! + share * (percents[i]! - percents[i - 1]!)) / 100;
    },
    quantile: (probability) => {
      const percent = probability * 100;
      let i = 1;
      while (i < last && percent > percents[i]!) i += 1;
      const share = (percent - percents[i - 1]!) / (percents[i]! - percents[i - 1]!);
      return values[i - 1]! + share * (values[i]! - values[i - 1]!);
    },
    // Its parts are as many as one likes: a likelihood would say nothing.
    lnDensity: () => Number.NaN,
  };
}
