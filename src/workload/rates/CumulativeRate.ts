import type { RatePieces } from "./RatePieces.ts";

/**
 * The requests expected since the start of a stream, as a function of time, and its inverse.
 *
 * Inversion walks forward only: the counts asked for must not descend. It mutates its own place, nothing else, and
 * goes no further than `untilSeconds`, however little is expected by then.
 */
export class CumulativeRate {
  readonly #pieces: RatePieces;
  readonly #untilSeconds: number;
  /** Requests expected before the present piece, and by its end. */
  #expectedBefore = 0;
  #expectedAfter = 0;

  constructor(pieces: RatePieces, untilSeconds: number) {
    this.#pieces = pieces;
    this.#untilSeconds = untilSeconds;
    this.#moveOn();
  }

  /** The moment, in seconds, at which `expectedRequests` have been expected; Infinity when they are not by the end. */
  secondsAt(expectedRequests: number): number {
    const pieces = this.#pieces;
    // Also steps over stretches in which nothing is expected.
    while (expectedRequests >= this.#expectedAfter) {
      if (!(pieces.toSeconds < this.#untilSeconds)) {
        return Number.POSITIVE_INFINITY;
      }
      this.#moveOn();
    }
    const rest = expectedRequests - this.#expectedBefore;
    const { rate, endRate, fromSeconds, toSeconds } = pieces;
    // rate × x + slope × x² / 2 = rest, in the form that neither cancels nor divides by a slope of 0; the slope
    // itself, (endRate - rate) / length, might be too large for a number.
    const rootSquared = rate * rate + 2 * (endRate - rate) * (rest / (toSeconds - fromSeconds));
    const root = Math.sqrt(Math.max(0, rootSquared));
    const seconds = rest === 0 ? 0 : (2 * rest) / (rate + root);
    // Rounding may carry the end of a piece past the beginning of the next one.
    return Math.min(fromSeconds + seconds, toSeconds);
  }

  #moveOn(): void {
    const pieces = this.#pieces;
    this.#expectedBefore = this.#expectedAfter;
    pieces.next();
    const rates = pieces.rate + pieces.endRate;
    // Nothing ever comes of a rate of 0, not even in an infinite time (0 × Infinity is not a number).
    if (rates > 0) {
      this.#expectedAfter += ((pieces.toSeconds - pieces.fromSeconds) * rates) / 2;
    }
  }
}
