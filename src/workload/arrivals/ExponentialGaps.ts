import { ln } from "../../engine/portableMath.ts";
import type { RandomStream } from "../../engine/RandomStreams.ts";
import type { UnitGaps } from "./UnitGaps.ts";

/** The gaps of a Poisson process. One draw each. */
export class ExponentialGaps implements UnitGaps {
  readonly #random: RandomStream;

  constructor(random: RandomStream) {
    this.#random = random;
  }

  next(): number {
    return -ln(1 - this.#random());
  }
}
