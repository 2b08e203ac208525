import { createRandomStreams } from "../../engine/RandomStreams.ts";

const ticks = [60, 1, 0.1, 0.01, 0.001] as const;

/**
 * The coarsest tick that all times are multiples of; `null` where they are finer than a millisecond, or so fine that it does not
 * matter: a tick of less than a twentieth of the mean gap.
 */
export function tickOf(ascending: Float64Array): number | null {
  const span = (ascending.at(-1) ?? 0) - (ascending[0] ?? 0);
  const meanGap = span / Math.max(ascending.length - 1, 1);
  for (const tick of ticks) {
    if (tick < meanGap / 20) return null;
    if (ascending.every((seconds) => isMultiple(seconds - ascending[0]!, tick))) return tick;
  }
  return null;
}

/** Seconds since 1970 are exact to a quarter of a microsecond. */
function isMultiple(seconds: number, tick: number): boolean {
  const share = seconds / tick;
  return Math.abs(share - Math.round(share)) < 2e-3;
}

/**
 * Spreads times that were rounded over their tick, at random with numbers of their own: a Poisson process that was rounded is one
 * again. What happens within a tick is not known any more.
 */
export function spreadTies(ascending: Float64Array, tickSeconds: number): Float64Array {
  const random = createRandomStreams("fit").stream("ticks");
  return ascending.map((seconds) => seconds + tickSeconds * random()).sort();
}
