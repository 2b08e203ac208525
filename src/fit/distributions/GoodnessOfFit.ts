import type { Distribution } from "../../engine/Distribution.ts";
import { mean } from "../../engine/sample.ts";
import { type AndersonDarling, andersonDarling } from "./andersonDarling.ts";
import { curveOf } from "./DistributionCurve.ts";
import { type MeasuredCurve, measuredCurve, measuredQuantile } from "./MeasuredCurve.ts";
import { type Observations, observedCount } from "./Observations.ts";

/** A quantile as it was measured, and as the fitted distribution has it. */
export interface QuantileError {
  readonly percent: number;
  readonly measured: number;
  readonly fitted: number;
  /** Fitted over measured, minus 1; `null` where the measured one is 0. */
  readonly errorPercent: number | null;
  /** With 95 % the true quantile lies between these values; `null`: so few were measured that it may lie outside all of them. */
  readonly low: number | null;
  readonly high: number | null;
}

/** How far a fitted distribution is from what was measured. */
export interface GoodnessOfFit {
  /** The greatest difference between the measured and the fitted share of values up to any size (Kolmogorov and Smirnov). */
  readonly ksDistance: number;
  /** `null` where values were cut off or only counted, and for quantiles, which follow the values by themselves. */
  readonly andersonDarling: AndersonDarling | null;
  /** At 50, 90 and 99 %; those that could not be measured are missing. */
  readonly quantiles: readonly QuantileError[];
  /** Fitted over measured mean, minus 1; `null` where values were cut off or only counted. */
  readonly meanErrorPercent: number | null;
}

const comparedPercents = [50, 90, 99] as const;

/** Compares a distribution with observations. */
export function goodnessOfFit(distribution: Distribution, observations: Observations): GoodnessOfFit {
  const curve = measuredCurve(observations);
  const isWhole = observations.kind === "measured" && observations.cutOff.length === 0;
  const canTest = isWhole && distribution.kind !== "fixed" && distribution.kind !== "quantiles";
  return {
    ksDistance: distance(distribution, curve, observations),
    andersonDarling: canTest ? andersonDarling(observations.values, distribution) : null,
    quantiles: comparedPercents.flatMap((percent) =>
      compareQuantile(distribution, { curve, observations, percent }),
    ),
    meanErrorPercent: isWhole ? relativePercent(mean(distribution), meanOf(observations.values)) : null,
  };
}

/** Steps count at both of their ends; between the bounds of counted values nothing is known. */
function distance(distribution: Distribution, curve: MeasuredCurve, observations: Observations): number {
  const fitted = curveOf(distribution);
  let most = 0;
  let before = 0;
  for (let i = 0; i < curve.values.length; i += 1) {
    const value = curve.values[i]!;
    if (value === curve.values[i + 1]) continue;
    const share = 1 - fitted.upper(value);
    most = Math.max(most, Math.abs(curve.shares[i]! - share));
    // A distribution that jumps, or stands still, there as well is compared after its jump alone.
    if (
      observations.kind === "measured" &&
      distribution.kind !== "fixed" &&
      distribution.kind !== "quantiles"
    ) {
      most = Math.max(most, Math.abs(before - share));
    }
    before = curve.shares[i]!;
  }
  return most;
}

function compareQuantile(
  distribution: Distribution,
  at: { readonly curve: MeasuredCurve; readonly observations: Observations; readonly percent: number },
): readonly QuantileError[] {
  const { curve, observations, percent } = at;
  const share = percent / 100;
  const measured = measuredQuantile(curve, observations, share);
  if (measured === null) return [];
  const fitted = curveOf(distribution).quantile(share);
  const count = observedCount(observations);
  // The number of values below the true quantile is binomial.
  const spread = 1.96 * Math.sqrt(count * share * (1 - share));
  const lowRank = Math.floor(count * share - spread);
  const highRank = Math.ceil(count * share + spread) + 1;
  const atRank = (rank: number) =>
    rank < 1 || rank > count ? null : measuredQuantile(curve, observations, rank / count);
  return [
    {
      percent,
      measured,
      fitted,
      errorPercent: relativePercent(fitted, measured),
      low: atRank(lowRank),
      high: atRank(highRank),
    },
  ];
}

function relativePercent(fitted: number, measured: number): number | null {
  return measured === 0 ? null : (fitted / measured - 1) * 100;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
