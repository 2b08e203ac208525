import type { Arrivals, RateArrivals } from "../Traffic.ts";
import { createRate } from "./createRate.ts";

/**
 * The requests that arrivals bring on average in their first `durationSeconds`; of a trace those that it has.
 *
 * @throws {RangeError} for rates, times or factors that are impossible.
 */
export function expectedRequests(arrivals: Arrivals, durationSeconds: number): number {
  if (arrivals.kind === "trace") {
    return arrivals.trace.arrivalSeconds.filter((seconds) => seconds < durationSeconds).length;
  }
  const pieces =
    arrivals.kind === "spikes"
      ? createRate({ ...arrivals, base: averaged(arrivals.base) }, drawsNothing)
      : createRate(averaged(arrivals), drawsNothing);
  let sum = 0;
  do {
    pieces.next();
    const seconds = Math.min(pieces.toSeconds, durationSeconds) - pieces.fromSeconds;
    if (seconds > 0) {
      const share = seconds / (pieces.toSeconds - pieces.fromSeconds);
      sum += seconds * (pieces.rate + ((pieces.endRate - pieces.rate) * share) / 2);
    }
  } while (pieces.toSeconds < durationSeconds);
  return sum;
}

function drawsNothing(): never {
  throw new Error("an averaged rate does not move at random");
}

/** The same arrivals with a rate that does not move at random. */
function averaged(arrivals: RateArrivals): RateArrivals {
  if (arrivals.kind !== "mmpp") {
    return arrivals;
  }
  const [first, second] = arrivals.states;
  const requests =
    first.requestsPerSecond * first.meanSeconds + second.requestsPerSecond * second.meanSeconds;
  return { kind: "poisson", requestsPerSecond: requests / (first.meanSeconds + second.meanSeconds) };
}
