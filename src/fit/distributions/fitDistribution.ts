import type { Distribution } from "../../engine/Distribution.ts";
import type { CandidateFit } from "./CandidateFit.ts";
import { fitExponential } from "./fitExponential.ts";
import { fitLognormal } from "./fitLognormal.ts";
import { fitUniform } from "./fitUniform.ts";
import { type GoodnessOfFit, goodnessOfFit } from "./GoodnessOfFit.ts";
import { type MeasuredCurve, measuredCurve } from "./MeasuredCurve.ts";
import { type Observations, observedCount } from "./Observations.ts";
import type { ParameterEstimate } from "./ParameterEstimate.ts";
import { quantilesOf } from "./quantilesOf.ts";

/** A distribution as scenario files have it, and how near it is to what was measured. */
export interface DistributionFit {
  readonly distribution: Distribution;
  /** Of quantiles and of a fixed value there are none. */
  readonly parameters: readonly ParameterEstimate[];
  /** The kinds with parameters that were tried, with Schwarz's criterion relative to the best, from the best to the worst. */
  readonly tried: readonly { readonly kind: Distribution["kind"]; readonly bicAboveBest: number }[];
  readonly goodness: GoodnessOfFit;
  /** What was measured, thinned out for charts: `shares[i]` of all values are at most `values[i]`. */
  readonly measured: { readonly values: readonly number[]; readonly shares: readonly number[] };
  /** Values that were measured or counted, and those that were cut off. */
  readonly observed: number;
  readonly cutOff: number;
  /** False where no kind with parameters fits and there are too few values for quantiles: the least bad one. */
  readonly isClose: boolean;
}

const chartPoints = 100;
/** With fewer values nothing is said. */
export const leastObservations = 5;
/** Quantiles stand in for a distribution that does not fit from so many values on. */
const leastForQuantiles = 50;
/** Where a test would refuse a distribution for the mere number of values, one that is so near is taken all the same. */
const nearDistance = 0.03;
const nearPercent = 5;
const leastPValue = 0.01;
/** The standard deviation over the mean, below which a quantity is one value. */
const fixedCv = 1e-3;

/**
 * The distribution of a scenario file that fits best: the kind with the least of Schwarz's criterion where it is near enough, and the
 * measured quantiles where none is. `null` with fewer than `leastObservations` values.
 */
export function fitDistribution(observations: Observations): DistributionFit | null {
  const observed = observedCount(observations);
  if (observed < leastObservations) return null;
  const cutOff = observations.kind === "measured" ? observations.cutOff.length : 0;
  const fixed = fixedValue(observations);
  if (fixed !== null) {
    return {
      ...withGoodness(fixed, observations),
      parameters: [],
      tried: [],
      observed,
      cutOff,
      isClose: true,
    };
  }
  const candidates = [fitExponential, fitLognormal, fitUniform]
    .map((estimate) => estimate(observations))
    .filter((candidate): candidate is CandidateFit => candidate !== null)
    .sort((left, right) => left.bic - right.bic);
  const best = candidates[0];
  const tried = candidates.map(({ distribution, bic }) => ({
    kind: distribution.kind,
    bicAboveBest: bic - candidates[0]!.bic,
  }));
  const shared = { tried, observed, cutOff };
  if (best !== undefined) {
    const found = withGoodness(best.distribution, observations);
    if (isNear(found.goodness, best.distribution.kind, observed)) {
      return { ...found, parameters: best.parameters, ...shared, isClose: true };
    }
    if (observed < leastForQuantiles) {
      return { ...found, parameters: best.parameters, ...shared, isClose: false };
    }
  }
  const quantiles = quantilesOf(observations);
  if (quantiles === null) {
    if (best === undefined) return null;
    const found = withGoodness(best.distribution, observations);
    return { ...found, parameters: best.parameters, ...shared, isClose: false };
  }
  return { ...withGoodness(quantiles, observations), parameters: [], ...shared, isClose: true };
}

function withGoodness(distribution: Distribution, observations: Observations) {
  const goodness = goodnessOfFit(distribution, observations);
  return { distribution, goodness, measured: thinned(measuredCurve(observations)) };
}

/** Evenly over the shares, and up to the greatest value one by one, so that the tail shows. */
function thinned({ values, shares }: MeasuredCurve): DistributionFit["measured"] {
  const count = values.length;
  const kept = new Set<number>();
  for (let i = 0; i < chartPoints; i += 1) kept.add(Math.floor((i * (count - 1)) / (chartPoints - 1)));
  for (let beyond = 1; beyond < count; beyond = Math.ceil(beyond * 1.2)) kept.add(count - beyond);
  const places = [...kept].filter((place) => place >= 0).sort((left, right) => left - right);
  return {
    values: places.map((place) => values[place]!),
    shares: places.map((place) => shares[place]!),
  };
}

function isNear(
  { ksDistance, andersonDarling, quantiles }: GoodnessOfFit,
  kind: Distribution["kind"],
  observed: number,
): boolean {
  const pValue = andersonDarling?.pValue;
  if (pValue !== undefined && pValue !== null) {
    if (pValue >= leastPValue) return true;
  } else if (ksDistance * Math.sqrt(observed) < chanceDistance(kind)) return true;
  return (
    ksDistance <= nearDistance &&
    quantiles.every(({ errorPercent }) => errorPercent === null || Math.abs(errorPercent) <= nearPercent)
  );
}

/**
 * The greatest distance that chance gives in 19 of 20 cases, times the root of the number of values, where parameters were estimated
 * (H. W. Lilliefors, Journal of the American Statistical Association 62, 1967, and 64, 1969; Kolmogorov's own without).
 */
function chanceDistance(kind: Distribution["kind"]): number {
  switch (kind) {
    case "lognormal":
      return 0.886;
    case "exponential":
      return 1.06;
    default:
      return 1.36;
  }
}

function fixedValue(observations: Observations): Distribution | null {
  if (observations.kind === "counted" || observations.cutOff.length > observations.values.length) return null;
  const { values } = observations;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / values.length) <= fixedCv * mean
    ? { kind: "fixed", value: values[values.length >> 1]! }
    : null;
}
