import type { CandidateFit } from "./CandidateFit.ts";
import { candidateOf } from "./candidateOf.ts";
import { groupValues } from "./groupValues.ts";
import { lnNormalDensity, normalHazard, normalUpper } from "./normalTail.ts";
import type { Observations } from "./Observations.ts";

const mostSteps = 2000;
const smallStep = 1e-9;
/** The widest that a scenario file may have. */
const mostSigma = 5;

/** Logarithms that are known only to lie between two bounds. */
interface Between {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/**
 * The lognormal distribution by expectation and maximisation (A. P. Dempster, N. M. Laird, D. B. Rubin, Journal of the Royal
 * Statistical Society B 39, 1977): what was cut off or only counted is replaced by its mean and mean square under the last estimate.
 * `null` where values of 0 leave it without a likelihood, or nothing varies.
 */
export function fitLognormal(observations: Observations): CandidateFit | null {
  const known = logarithms(observations);
  if (known === null) return null;
  const { count, sum, squares, between } = known;
  const total = between.reduce((all, each) => all + each.count, count);
  if (total === 0) return null;
  let { mu, sigma } = firstGuess(known);
  for (let step = 0; step < mostSteps && sigma > 0; step += 1) {
    let first = sum;
    let second = squares;
    for (const each of between) {
      const { mean, square } = momentsBetween(each, mu, sigma);
      first += each.count * mean;
      second += each.count * square;
    }
    const nextMu = first / total;
    const nextSigma = Math.sqrt(Math.max(second / total - nextMu * nextMu, 0));
    const change = Math.abs(nextMu - mu) + Math.abs(nextSigma - sigma);
    mu = nextMu;
    sigma = nextSigma;
    if (between.length === 0 || change <= smallStep * sigma) break;
  }
  if (!(sigma > 1e-6 && sigma <= mostSigma && Number.isFinite(mu))) return null;
  return candidateOf({ kind: "lognormal", median: Math.exp(mu), sigma }, observations, ["median", "sigma"]);
}

interface Known {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
  readonly between: readonly Between[];
}

function logarithms(observations: Observations): Known | null {
  if (observations.kind === "counted") {
    const between = observations.buckets.flatMap(({ low, high, count }) =>
      count > 0 ? [{ low: Math.log(low), high: Math.log(high), count }] : [],
    );
    return { count: 0, sum: 0, squares: 0, between };
  }
  let sum = 0;
  let squares = 0;
  for (const value of observations.values) {
    if (value <= 0) return null;
    const ln = Math.log(value);
    sum += ln;
    squares += ln * ln;
  }
  const between = groupValues(observations.cutOff).flatMap(({ value, count }) =>
    // What was cut off at once says nothing.
    value > 0 ? [{ low: Math.log(value), high: Number.POSITIVE_INFINITY, count }] : [],
  );
  return { count: observations.values.length, sum, squares, between };
}

function firstGuess({ count, sum, squares, between }: Known): { mu: number; sigma: number } {
  if (count > 1) {
    const mu = sum / count;
    const variance = squares / count - mu * mu;
    return { mu, sigma: Math.sqrt(Math.max(variance, between.length === 0 ? 0 : 0.01)) };
  }
  let total = 0;
  let first = 0;
  for (const { low, high, count: many } of between) {
    total += many;
    first += many * (Number.isFinite(low) ? (Number.isFinite(high) ? (low + high) / 2 : low) : high);
  }
  return { mu: first / total, sigma: 1 };
}

/** Mean and mean square of a normal variable that lies between two bounds. */
function momentsBetween(
  { low, high }: Between,
  mu: number,
  sigma: number,
): { readonly mean: number; readonly square: number } {
  const a = (low - mu) / sigma;
  if (high === Number.POSITIVE_INFINITY) {
    const hazard = a === Number.NEGATIVE_INFINITY ? 0 : normalHazard(a);
    const edge = a === Number.NEGATIVE_INFINITY ? 0 : a * hazard;
    return moments(hazard, edge, mu, sigma);
  }
  const b = (high - mu) / sigma;
  // In the tail where both are, so that the difference keeps its digits.
  const mass = a > 0 ? normalUpper(a) - normalUpper(b) : normalUpper(-b) - normalUpper(-a);
  if (!(mass > 1e-300)) {
    const near = Math.abs(a) < Math.abs(b) ? low : high;
    return { mean: near, square: near * near };
  }
  const atA = a === Number.NEGATIVE_INFINITY ? 0 : Math.exp(lnNormalDensity(a));
  const atB = Math.exp(lnNormalDensity(b));
  const edge = ((a === Number.NEGATIVE_INFINITY ? 0 : a * atA) - b * atB) / mass;
  return moments((atA - atB) / mass, edge, mu, sigma);
}

function moments(shift: number, edge: number, mu: number, sigma: number) {
  return { mean: mu + sigma * shift, square: mu * mu + 2 * mu * sigma * shift + sigma * sigma * (1 + edge) };
}
