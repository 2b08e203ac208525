import { ln } from "../engine/portableMath.ts";
import type { RandomStream } from "../engine/RandomStreams.ts";
import type { ArrivalProcess } from "./ArrivalProcess.ts";
import { CumulativeRate } from "./CumulativeRate.ts";
import type { RatePoint } from "./Traffic.ts";

export interface RateSchedule {
  readonly interpolation: "step" | "ramp";
  readonly process: "constant" | "poisson";
  /** Times count from the stream's start, ascending. Before the first point nothing comes; after the last its rate stays. */
  readonly points: readonly RatePoint[];
}

/**
 * Requests at a moving rate, by exact inversion of the requests expected so far: `constant` sends a request each
 * time that count passes n + 1/2, `poisson` each time it grows by a unit exponential. One draw a request, where
 * thinning would take a number that depends on the rate.
 */
export class ScheduledArrivals implements ArrivalProcess {
  readonly #cumulative: CumulativeRate;
  readonly #isPoisson: boolean;
  readonly #startSeconds: number;
  readonly #random: RandomStream;
  #expectedRequests: number;
  #previousSeconds: number;

  constructor(schedule: RateSchedule, startSeconds: number, random: RandomStream) {
    this.#cumulative = new CumulativeRate(schedule.points, schedule.interpolation);
    this.#isPoisson = schedule.process === "poisson";
    this.#startSeconds = startSeconds;
    this.#random = random;
    this.#expectedRequests = this.#isPoisson ? 0 : -0.5;
    this.#previousSeconds = startSeconds;
  }

  next(): number {
    this.#expectedRequests += this.#isPoisson ? -ln(1 - this.#random()) : 1;
    const seconds = this.#startSeconds + this.#cumulative.secondsAt(this.#expectedRequests);
    // Two counts a rounding error apart may come out in the wrong order by one.
    this.#previousSeconds = Math.max(this.#previousSeconds, seconds);
    return this.#previousSeconds;
  }
}
