import { GammaDistribution } from "../../workload/arrivals/GammaDistribution.ts";
import { gapCvRange } from "../../workload/arrivals/GammaGaps.ts";
import { lnGamma } from "../../workload/arrivals/lnGamma.ts";
import { maximise } from "../maximise.ts";
import type { ArrivalsCandidate } from "./ArrivalsCandidate.ts";

/** What the likelihood of gamma-distributed gaps needs of them. */
interface GapSums {
  readonly count: number;
  readonly sum: number;
  /** Of the gaps that are no shorter than `leastGap`. */
  readonly sumOfLogarithms: number;
  /** Gaps that are shorter: of them only that is known. */
  readonly shorter: number;
}

/** Shorter gaps, in seconds, are below what clocks and doubles tell apart. */
const leastGap = 1e-6;

/** A renewal process with gamma-distributed gaps; `null` where they vary less or more than a scenario may say. */
export function fitGammaGaps(ascending: Float64Array): ArrivalsCandidate | null {
  const sums = gapSums(ascending);
  const mean = sums.sum / sums.count;
  const { shape, shapeError, lnLikelihood } = gammaShape(sums);
  const gapCv = 1 / Math.sqrt(shape);
  if (!(gapCv >= gapCvRange.least && gapCv <= gapCvRange.most)) return null;
  const rate = 1 / mean;
  const gamma = new GammaDistribution(shape);
  return {
    arrivals: { kind: "gamma", requestsPerSecond: rate, gapCv },
    parameters: [
      { name: "rate", value: rate, standardError: (rate * gapCv) / Math.sqrt(sums.count) },
      { name: "gapCv", value: gapCv, standardError: (gapCv * shapeError) / (2 * shape) },
    ],
    lnLikelihood,
    freeParameters: 2,
    expectedUntil: (seconds) => rate * seconds,
    gapShare: (expected) => 1 - gamma.upper(expected * shape),
    // Of long windows (D. R. Cox, "Renewal Theory", 1962, chapter 4).
    dispersion: (windowSeconds) => (windowSeconds >= 20 * mean ? gapCv * gapCv : null),
  };
}

/** The shape under which gaps are the likeliest, whatever their mean; its standard error from the curvature there. */
export function gammaShape({ count, sum, sumOfLogarithms, shorter }: GapSums): {
  readonly shape: number;
  readonly shapeError: number;
  readonly lnLikelihood: number;
} {
  const mean = sum / count;
  const lnLikelihood = (shape: number) =>
    (count - shorter) * (shape * Math.log(shape / mean) - lnGamma(shape)) +
    (shape - 1) * sumOfLogarithms -
    (shape * sum) / mean +
    // The mean density below the least gap, where the incomplete gamma function is its first term (NIST DLMF 8.7.1).
    shorter * (shape * Math.log((shape * leastGap) / mean) - lnGamma(shape + 1) - Math.log(leastGap));
  const lnShape = maximise((x) => lnLikelihood(Math.exp(x)), Math.log(1e-4), Math.log(1e4));
  const shape = Math.exp(lnShape);
  const step = 1e-3;
  const curvature =
    (lnLikelihood(shape * (1 + step)) - 2 * lnLikelihood(shape) + lnLikelihood(shape * (1 - step))) /
    (shape * step) ** 2;
  return {
    shape,
    shapeError: curvature < 0 ? 1 / Math.sqrt(-curvature) : 0,
    lnLikelihood: lnLikelihood(shape),
  };
}

/** The sums over the gaps between ascending moments. */
export function gapSums(ascending: Float64Array): GapSums {
  let sumOfLogarithms = 0;
  let shorter = 0;
  for (let i = 1; i < ascending.length; i += 1) {
    const gap = ascending[i]! - ascending[i - 1]!;
    if (gap < leastGap) shorter += 1;
    else sumOfLogarithms += Math.log(gap);
  }
  return { count: ascending.length - 1, sum: ascending.at(-1)! - ascending[0]!, sumOfLogarithms, shorter };
}
