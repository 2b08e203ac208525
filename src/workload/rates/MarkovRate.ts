import { ln } from "../../engine/portableMath.ts";
import type { RandomStream } from "../../engine/RandomStreams.ts";
import type { MarkovState } from "../Traffic.ts";
import type { RatePieces } from "./RatePieces.ts";

/** A state that lasts shorter on average is refused: following it would cost more than the requests. */
export const leastMeanSeconds = 0.001;

/**
 * A rate that jumps between two values, each kept for an exponential time: with exponential gaps, the two-state
 * Markov-modulated Poisson process (W. Fischer, K. Meier-Hellstern, "The Markov-modulated Poisson process (MMPP)
 * cookbook", Performance Evaluation 18, 1993). It begins in the stationary law. One draw for where it begins and one
 * for each time in a state, none a request.
 */
export class MarkovRate implements RatePieces {
  fromSeconds = 0;
  toSeconds = 0;
  rate = 0;
  endRate = 0;
  readonly #states: readonly [MarkovState, MarkovState];
  readonly #random: RandomStream;
  #state: 0 | 1;

  /** @throws {RangeError} for a rate that is not finite and non-negative, or a mean time below `leastMeanSeconds`. */
  constructor(states: readonly [MarkovState, MarkovState], random: RandomStream) {
    for (const { requestsPerSecond, meanSeconds } of states) {
      if (!(requestsPerSecond >= 0 && Number.isFinite(requestsPerSecond))) {
        throw new RangeError(`MMPP arrivals: a state with ${requestsPerSecond} requests per second`);
      }
      if (!(meanSeconds >= leastMeanSeconds && Number.isFinite(meanSeconds))) {
        throw new RangeError(
          `MMPP arrivals: a state that lasts ${meanSeconds} s on average; expected at least ${leastMeanSeconds}`,
        );
      }
    }
    this.#states = states;
    this.#random = random;
    const [first, second] = states;
    const firstShare = first.meanSeconds / (first.meanSeconds + second.meanSeconds);
    // `next` changes the state before it uses it.
    this.#state = random() < firstShare ? 1 : 0;
  }

  next(): void {
    this.#state = this.#state === 0 ? 1 : 0;
    const state = this.#states[this.#state];
    this.fromSeconds = this.toSeconds;
    this.toSeconds += -ln(1 - this.#random()) * state.meanSeconds;
    this.rate = state.requestsPerSecond;
    this.endRate = state.requestsPerSecond;
  }
}
