import { ln } from "../../engine/portableMath.ts";
import type { RandomStream } from "../../engine/RandomStreams.ts";
import type { ArrivalProcess } from "./ArrivalProcess.ts";

/**
 * A Poisson process of one rate. One draw a request, and the same draws whatever the rate: at twice the rate the
 * same requests come in half the time.
 */
export class PoissonArrivals implements ArrivalProcess {
  readonly #requestsPerSecond: number;
  readonly #random: RandomStream;
  #seconds: number;

  constructor(requestsPerSecond: number, startSeconds: number, random: RandomStream) {
    this.#requestsPerSecond = requestsPerSecond;
    this.#random = random;
    this.#seconds = startSeconds;
  }

  next(): number {
    if (this.#requestsPerSecond === 0) {
      return Number.POSITIVE_INFINITY;
    }
    this.#seconds += -ln(1 - this.#random()) / this.#requestsPerSecond;
    return this.#seconds;
  }
}
