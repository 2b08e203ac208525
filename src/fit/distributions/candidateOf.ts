import type { Distribution } from "../../engine/Distribution.ts";
import type { CandidateFit } from "./CandidateFit.ts";
import { curveOf } from "./DistributionCurve.ts";
import { groupValues } from "./groupValues.ts";
import { type Observations, observedCount } from "./Observations.ts";
import type { ParameterEstimate } from "./ParameterEstimate.ts";

type ParametricKind = Exclude<Distribution["kind"], "fixed" | "quantiles">;
type Parametric = Extract<Distribution, { readonly kind: ParametricKind }>;

/** A fitted distribution with its likelihood and the standard errors of its parameters. */
export function candidateOf(
  distribution: Parametric,
  observations: Observations,
  names: readonly string[],
): CandidateFit {
  const lnLikelihood = lnLikelihoodOf(distribution, observations);
  return {
    distribution,
    parameters: names.map((name) => estimate(distribution, name, observations)),
    lnLikelihood,
    bic: -2 * lnLikelihood + names.length * Math.log(Math.max(observedCount(observations), 2)),
  };
}

/** What was cut off has the probability to be longer, what was counted that to lie in its bucket. */
function lnLikelihoodOf(distribution: Distribution, observations: Observations): number {
  const curve = curveOf(distribution);
  let total = 0;
  if (observations.kind === "counted") {
    for (const { low, high, count } of observations.buckets) {
      if (count === 0) continue;
      const mass = curve.upper(low) - (high === Number.POSITIVE_INFINITY ? 0 : curve.upper(high));
      total += count * Math.log(Math.max(mass, 1e-300));
    }
    return total;
  }
  for (const value of observations.values) total += curve.lnDensity(value);
  for (const { value, count } of groupValues(observations.cutOff)) {
    total += count * Math.log(Math.max(curve.upper(value), 1e-300));
  }
  return total;
}

/** Fisher's information, with the share of it that cut-off and counted values leave taken as that of the values. */
function estimate(distribution: Parametric, name: string, observations: Observations): ParameterEstimate {
  const root = Math.sqrt(observedCount(observations));
  switch (distribution.kind) {
    case "exponential":
      return { name, value: distribution.mean, standardError: distribution.mean / root };
    case "lognormal":
      return name === "median"
        ? {
            name,
            value: distribution.median,
            standardError: (distribution.median * distribution.sigma) / root,
          }
        : { name, value: distribution.sigma, standardError: distribution.sigma / (Math.SQRT2 * root) };
    case "uniform":
      return { name, value: name === "low" ? distribution.low : distribution.high, standardError: null };
    default:
      return distribution satisfies never;
  }
}
