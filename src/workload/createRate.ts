import type { RandomStream } from "../engine/RandomStreams.ts";
import { DailyRate } from "./DailyRate.ts";
import { MarkovRate } from "./MarkovRate.ts";
import type { RatePieces } from "./RatePieces.ts";
import { ScheduledRate } from "./ScheduledRate.ts";
import { SpikedRate } from "./SpikedRate.ts";
import { SteadyRate } from "./SteadyRate.ts";
import type { DrawnArrivals } from "./Traffic.ts";

/**
 * The rate of drawn arrivals over time, from the start of their stream. `states` is drawn from where the rate moves at
 * random.
 *
 * @throws {RangeError} for rates, times or factors that are impossible, and where `states` is missing but needed.
 */
export function createRate(arrivals: DrawnArrivals, states: RandomStream | undefined): RatePieces {
  switch (arrivals.kind) {
    case "constant":
    case "poisson":
    case "gamma":
      return new SteadyRate(arrivals.requestsPerSecond);
    case "schedule":
      return new ScheduledRate(arrivals.points, arrivals.interpolation);
    case "daily":
      return new DailyRate(arrivals);
    case "mmpp":
      if (states === undefined) {
        throw new RangeError("MMPP arrivals need a random stream for their states");
      }
      return new MarkovRate(arrivals.states, states);
    case "spikes":
      return new SpikedRate(createRate(arrivals.base, states), arrivals.spikes);
    default:
      return arrivals satisfies never;
  }
}
