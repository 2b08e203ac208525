import type { RandomStream } from "../../engine/RandomStreams.ts";
import { createRate } from "../rates/createRate.ts";
import type { DrawnArrivals, RateArrivals } from "../Traffic.ts";
import type { ArrivalProcess } from "./ArrivalProcess.ts";
import { ConstantArrivals } from "./ConstantArrivals.ts";
import { EvenGaps } from "./EvenGaps.ts";
import { ExponentialGaps } from "./ExponentialGaps.ts";
import { GammaGaps } from "./GammaGaps.ts";
import { PoissonArrivals } from "./PoissonArrivals.ts";
import { RatedArrivals } from "./RatedArrivals.ts";
import type { UnitGaps } from "./UnitGaps.ts";

/**
 * The process that arrivals describe, from `startSeconds` on; requests from `endSeconds` on are of no interest.
 *
 * @throws {RangeError} for rates, times or factors that are impossible.
 */
export function createArrivalProcess(
  arrivals: DrawnArrivals,
  options: {
    readonly startSeconds: number;
    readonly endSeconds: number;
    /** At most one draw a request; for `mmpp` one more, at once. */
    readonly random: RandomStream;
  },
): ArrivalProcess {
  const { startSeconds, endSeconds, random } = options;
  switch (arrivals.kind) {
    // These two need no inversion.
    case "constant":
      return new ConstantArrivals(arrivals.requestsPerSecond, startSeconds);
    case "poisson":
      return new PoissonArrivals(arrivals.requestsPerSecond, startSeconds, random);
    default: {
      const gaps = gapsOf(arrivals.kind === "spikes" ? arrivals.base : arrivals, random);
      return new RatedArrivals({ gaps, rate: createRate(arrivals, random), startSeconds, endSeconds });
    }
  }
}

function gapsOf(arrivals: RateArrivals, random: RandomStream): UnitGaps {
  switch (arrivals.kind) {
    case "constant":
      return new EvenGaps();
    case "poisson":
    case "daily":
    case "mmpp":
      return new ExponentialGaps(random);
    case "schedule":
      return arrivals.process === "constant" ? new EvenGaps() : new ExponentialGaps(random);
    case "gamma":
      return new GammaGaps(arrivals.gapCv, random);
    default:
      return arrivals satisfies never;
  }
}
