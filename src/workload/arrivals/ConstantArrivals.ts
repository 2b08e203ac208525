import type { ArrivalProcess } from "./ArrivalProcess.ts";

/**
 * Evenly spaced requests. The first comes half a gap after the start, so that a stream of n gaps holds n requests
 * to within a half, and whole rates do not land on the whole seconds at which scenarios give commands.
 */
export class ConstantArrivals implements ArrivalProcess {
  readonly #requestsPerSecond: number;
  readonly #startSeconds: number;
  #index = 0;

  constructor(requestsPerSecond: number, startSeconds: number) {
    this.#requestsPerSecond = requestsPerSecond;
    this.#startSeconds = startSeconds;
  }

  next(): number {
    if (this.#requestsPerSecond === 0) {
      return Number.POSITIVE_INFINITY;
    }
    // From the index, not from the arrival before: rounding errors do not add up.
    const seconds = this.#startSeconds + (this.#index + 0.5) / this.#requestsPerSecond;
    this.#index += 1;
    return seconds;
  }
}
