import type { RandomStream } from "../../engine/RandomStreams.ts";
import { KeyedDraws } from "../arrivals/KeyedDraws.ts";
import type { DrawnArrivals } from "../Traffic.ts";
import { DailyRate } from "./DailyRate.ts";
import { MarkovRate } from "./MarkovRate.ts";
import type { RatePieces } from "./RatePieces.ts";
import { ScheduledRate } from "./ScheduledRate.ts";
import { SpikedRate } from "./SpikedRate.ts";
import { SteadyRate } from "./SteadyRate.ts";

/**
 * The rate of drawn arrivals over time, from the start of their stream. Where it moves at random (`mmpp`) it takes one
 * draw, at once, as the key of all that it will need: the stream's later draws stay those of the requests.
 *
 * @throws {RangeError} for rates, times or factors that are impossible.
 */
export function createRate(arrivals: DrawnArrivals, random: RandomStream): RatePieces {
  switch (arrivals.kind) {
    case "constant":
    case "poisson":
    case "gamma":
      return new SteadyRate(arrivals.requestsPerSecond);
    case "schedule":
      return new ScheduledRate(arrivals.points, arrivals.interpolation);
    case "daily":
      return new DailyRate(arrivals);
    case "mmpp": {
      const draws = new KeyedDraws(random);
      let index = 0;
      return new MarkovRate(arrivals.states, () => draws.at(0, index++));
    }
    case "spikes":
      return new SpikedRate(createRate(arrivals.base, random), arrivals.spikes);
    default:
      return arrivals satisfies never;
  }
}
