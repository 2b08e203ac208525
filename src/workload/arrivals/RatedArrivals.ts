import { CumulativeRate } from "../rates/CumulativeRate.ts";
import type { RatePieces } from "../rates/RatePieces.ts";
import type { ArrivalProcess } from "./ArrivalProcess.ts";
import type { UnitGaps } from "./UnitGaps.ts";

/**
 * Requests at a moving rate, by exact inversion of the requests expected so far: a request comes each time that count
 * grows by a gap. With exponential gaps that is the Poisson process of the rate; one draw a request, where thinning
 * would take a number that depends on the rate.
 */
export class RatedArrivals implements ArrivalProcess {
  readonly #gaps: UnitGaps;
  readonly #cumulative: CumulativeRate;
  readonly #startSeconds: number;
  #expectedRequests = 0;
  #previousSeconds: number;

  /** The rate counts from `startSeconds`; after `endSeconds` nothing is looked for any more. */
  constructor(options: {
    readonly gaps: UnitGaps;
    readonly rate: RatePieces;
    readonly startSeconds: number;
    readonly endSeconds: number;
  }) {
    this.#gaps = options.gaps;
    this.#cumulative = new CumulativeRate(options.rate, options.endSeconds - options.startSeconds);
    this.#startSeconds = options.startSeconds;
    this.#previousSeconds = options.startSeconds;
  }

  next(): number {
    this.#expectedRequests += this.#gaps.next();
    const seconds = this.#startSeconds + this.#cumulative.secondsAt(this.#expectedRequests);
    // Two counts a rounding error apart may come out in the wrong order by one.
    this.#previousSeconds = Math.max(this.#previousSeconds, seconds);
    return this.#previousSeconds;
  }
}
