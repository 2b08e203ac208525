import type { UnitGaps } from "./UnitGaps.ts";

/** Requests evenly spaced, the first half a gap after the start. Draws nothing. */
export class EvenGaps implements UnitGaps {
  #hasBegun = false;

  next(): number {
    if (this.#hasBegun) {
      return 1;
    }
    this.#hasBegun = true;
    return 0.5;
  }
}
