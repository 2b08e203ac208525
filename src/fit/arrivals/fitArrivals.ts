import type { RateArrivals } from "../../workload/Traffic.ts";
import type { ParameterEstimate } from "../distributions/ParameterEstimate.ts";
import { type ArrivalsCandidate, bicOf } from "./ArrivalsCandidate.ts";
import { fitBursts } from "./fitBursts.ts";
import { fitDay } from "./fitDay.ts";
import { fitGammaGaps } from "./fitGammaGaps.ts";
import { binsOf } from "./fitRateSteps.ts";
import { fitSchedule } from "./fitSchedule.ts";
import { fitConstant, fitPoisson } from "./fitSteadyRate.ts";
import { kolmogorovPValue } from "./kolmogorov.ts";
import { spreadTies, tickOf } from "./spreadTies.ts";

/** With fewer arrivals nothing but their rate is said. */
export const leastArrivals = 20;

/** Variance over mean of the number of arrivals in windows of one length: 1 for a Poisson process of one rate. */
export interface Dispersion {
  readonly windowSeconds: number;
  readonly measured: number;
  /** `null` where no formula says it for the fitted arrivals. */
  readonly fitted: number | null;
}

/** Arrivals that a scenario can play, and how near they are to the measured ones. */
export interface ArrivalsFit {
  readonly arrivals: RateArrivals;
  /** Of rates that move in steps there are none: the steps are their own. */
  readonly parameters: readonly ParameterEstimate[];
  /** What was tried, with Schwarz's criterion relative to the least, which is taken unless its counts vary far too little. */
  readonly tried: readonly { readonly kind: RateArrivals["kind"]; readonly bicAboveBest: number }[];
  /** Of the gaps, measured in expected arrivals (time rescaling, E. N. Brown et al., Neural Computation 14, 2002). `null`: only counted. */
  readonly ksDistance: number | null;
  /** `kolmogorovPValue` of that distance; `null` for evenly spaced arrivals. */
  readonly ksPValue: number | null;
  /** The coefficient of variation of those gaps: what is left beside the moving rate. 1 for a Poisson process; `null`: only counted. */
  readonly rescaledGapCv: number | null;
  readonly dispersions: readonly Dispersion[];
  /** Times were rounded to this, which is no small part of a gap; `null`: finer. */
  readonly tickSeconds: number | null;
  /** Measured rates, for charts: each from its moment (from the first arrival on) to the next one. */
  readonly measured: {
    readonly fromSeconds: readonly number[];
    readonly requestsPerSecond: readonly number[];
  };
}

/** What a fit of arrivals may be given beside the times. */
export interface ArrivalsOptions {
  /** Of the time zone in which the day is, from UTC; for the hours of a daily curve. */
  readonly utcOffsetHours?: number;
}

const dispersionWindows = [0.1, 1, 10, 60, 600, 3600] as const;
const leastWindows = 20;

/**
 * The arrivals of a scenario file that fit measured ones best: evenly spaced, Poisson, gamma gaps, bursts, a rate that moves in
 * steps, or one that repeats every day. `null` with fewer than `leastArrivals`, or none at different times.
 *
 * @param ascending moments of arrival in seconds, ascending; since 1970, if a daily curve is to be found
 */
export function fitArrivals(ascending: Float64Array, options: ArrivalsOptions = {}): ArrivalsFit | null {
  if (ascending.length < leastArrivals || !(ascending.at(-1)! > ascending[0]!)) return null;
  const tickSeconds = tickOf(ascending);
  const constant = fitConstant(ascending);
  const times = tickSeconds === null || constant !== null ? ascending : spreadTies(ascending, tickSeconds);
  // Within a tick the gaps are not known: what is said of gaps alone would be said of the spreading.
  const knowsGaps = tickSeconds === null || tickSeconds < (times.at(-1)! - times[0]!) / times.length / 2;
  const candidates =
    constant !== null
      ? [constant]
      : [
          fitPoisson(times),
          knowsGaps ? fitGammaGaps(times) : null,
          knowsGaps ? fitBursts(times) : null,
          fitSchedule(times),
          fitDay(times, options.utcOffsetHours ?? 0),
        ].filter((candidate) => candidate !== null);
  const ranked = candidates
    .map((candidate) => ({ candidate, bic: bicOf(candidate, times.length) }))
    .sort((left, right) => left.bic - right.bic);
  const least = ranked[0]!.bic;
  const best = preferMovingRate(
    ranked.map(({ candidate }) => candidate),
    ascending,
  );
  return {
    arrivals: best.arrivals,
    parameters: best.parameters,
    tried: ranked.map(({ candidate, bic }) => ({
      kind: candidate.arrivals.kind,
      bicAboveBest: bic === least ? 0 : bic - least,
    })),
    ...compareGaps(times, best),
    dispersions: dispersionWindows.flatMap((width) => compareDispersion(ascending, best, width)),
    tickSeconds,
    measured: measuredRates(ascending),
  };
}

/**
 * The likelihood is that of gaps, and of short ones most: bursts within a second count for more than a rate that trebles within the
 * hour. Where a process of one rate has far too little of what the counts in longer windows vary, the one whose rate moves is taken.
 */
function preferMovingRate(ranked: readonly ArrivalsCandidate[], ascending: Float64Array): ArrivalsCandidate {
  const best = ranked[0]!;
  const moves = ({ arrivals }: ArrivalsCandidate) =>
    arrivals.kind === "schedule" || arrivals.kind === "daily";
  const moving = ranked.find(moves);
  if (moves(best) || moving === undefined) return best;
  const missing = lackOfDispersion(best, ascending);
  return missing > 0 && lackOfDispersion(moving, ascending) < missing ? moving : best;
}

/** By how much more counts in windows of ten seconds and longer vary than they should, as a logarithm; 0: chance may be it. */
function lackOfDispersion(candidate: ArrivalsCandidate, ascending: Float64Array): number {
  const span = ascending.at(-1)! - ascending[0]!;
  const lacks = dispersionWindows
    .filter((width) => width >= 10)
    .flatMap((width) => compareDispersion(ascending, candidate, width))
    .map(({ windowSeconds, measured, fitted }) => {
      const lack = fitted === null ? 0 : Math.log(measured / fitted);
      // The relative standard error of a variance of so many values.
      const chance = Math.sqrt((2 * windowSeconds) / span);
      return lack > Math.log(1.5) && lack > 4 * chance ? lack : 0;
    });
  return Math.max(0, ...lacks);
}

function measuredRates(ascending: Float64Array): ArrivalsFit["measured"] {
  const bins = binsOf(ascending);
  if (bins === null) return { fromSeconds: [], requestsPerSecond: [] };
  const { counts, widthSeconds, widths } = bins;
  return {
    fromSeconds: Array.from(counts, (_, index) => index * widthSeconds),
    requestsPerSecond: Array.from(counts, (count, index) => count / widths[index]!),
  };
}

function compareGaps(
  times: Float64Array,
  candidate: ArrivalsCandidate,
): Pick<ArrivalsFit, "ksDistance" | "ksPValue" | "rescaledGapCv"> {
  const count = times.length - 1;
  const gaps = new Float64Array(count);
  let before = candidate.expectedUntil(times[0]!);
  for (let i = 0; i < count; i += 1) {
    const now = candidate.expectedUntil(times[i + 1]!);
    gaps[i] = now - before;
    before = now;
  }
  gaps.sort();
  let ksDistance = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i += 1) {
    const gap = gaps[i]!;
    sum += gap;
    squares += gap * gap;
    const share = candidate.gapShare(gap);
    ksDistance = Math.max(ksDistance, Math.abs((i + 1) / count - share), Math.abs(i / count - share));
  }
  const mean = sum / count;
  const isEven = candidate.arrivals.kind === "constant";
  return {
    ksDistance: isEven ? 0 : ksDistance,
    ksPValue: isEven ? null : kolmogorovPValue(ksDistance, count),
    rescaledGapCv: Math.sqrt(Math.max(squares / count - mean * mean, 0)) / mean,
  };
}

function compareDispersion(
  ascending: Float64Array,
  candidate: ArrivalsCandidate,
  windowSeconds: number,
): readonly Dispersion[] {
  const first = ascending[0]!;
  const windows = Math.floor((ascending.at(-1)! - first) / windowSeconds);
  if (windows < leastWindows || ascending.length / windows < 0.5 || windows > 1e7) return [];
  const counts = new Float64Array(windows);
  for (const seconds of ascending) {
    const window = Math.floor((seconds - first) / windowSeconds);
    if (window < windows) counts[window] = counts[window]! + 1;
  }
  let sum = 0;
  let squares = 0;
  for (const count of counts) {
    sum += count;
    squares += count * count;
  }
  const mean = sum / windows;
  return [
    {
      windowSeconds,
      measured: (squares / windows - mean * mean) / mean,
      fitted: candidate.dispersion(windowSeconds),
    },
  ];
}
