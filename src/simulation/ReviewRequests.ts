import type { EventLoop } from "../engine/EventLoop.ts";
import { ranks } from "./world/ranks.ts";

/**
 * Looks of the control path that were asked for: one an instant, after everything else that happens then. Anyone may ask from the
 * beginning on; the look itself is an event, and events happen only once the simulation runs.
 */
export class ReviewRequests {
  readonly #loop: EventLoop;
  #isAsked = false;
  #review: () => void = () => {
    throw new Error("the simulation runs, and nobody looks at the whole");
  };

  constructor(loop: EventLoop) {
    this.#loop = loop;
  }

  /** Names who looks: the control path does as it is made. */
  answerWith(review: () => void): void {
    this.#review = review;
  }

  request(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#loop.at(this.#loop.nowSeconds, ranks.review, () => {
      this.#isAsked = false;
      this.#review();
    });
  }
}
