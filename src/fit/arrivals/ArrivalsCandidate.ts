import type { RateArrivals } from "../../workload/Traffic.ts";
import type { ParameterEstimate } from "../distributions/ParameterEstimate.ts";

/** Arrivals that a scenario can play, with the parameters under which the measured ones are the likeliest. */
export interface ArrivalsCandidate {
  readonly arrivals: RateArrivals;
  readonly parameters: readonly ParameterEstimate[];
  /** Of all arrivals but the first, given that one. */
  readonly lnLikelihood: number;
  /** Numbers that were chosen to fit. */
  readonly freeParameters: number;
  /** Expected arrivals from the start of the log to a moment, in seconds from there. */
  readonly expectedUntil: (seconds: number) => number;
  /** P(a gap is at most as long as so many expected arrivals). */
  readonly gapShare: (expected: number) => number;
  /** Variance over mean of the number of arrivals in windows of this length; `null` where no formula says it. */
  readonly dispersion: (windowSeconds: number) => number | null;
}

/** −2 lnLikelihood + parameters × ln(arrivals): the least is the best. */
export function bicOf(candidate: ArrivalsCandidate, count: number): number {
  return -2 * candidate.lnLikelihood + candidate.freeParameters * Math.log(count);
}
