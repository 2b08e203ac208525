import type { RequestTrace } from "../Traffic.ts";

/**
 * For how long a trace stands when it is looped or overlaid and nothing else is said: to its last request and one
 * mean gap further, so that the first request of the next round does not fall on the last one of this.
 *
 * @throws {RangeError} for a trace without requests, or whose requests all come at 0 s.
 */
export function tracePeriodSeconds(trace: RequestTrace): number {
  const count = trace.arrivalSeconds.length;
  const last = count === 0 ? 0 : trace.arrivalSeconds[count - 1]!;
  if (!(last > 0)) {
    throw new RangeError("a trace whose requests all come at 0 s has no length");
  }
  return last + last / count;
}
