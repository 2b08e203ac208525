import type { EventLoop } from "../../engine/EventLoop.ts";
import type { SimulationOutcome } from "../result/Summary.ts";

/** How an update ended, or that it has not. */
export interface UpdateRecord {
  readonly startedAtSeconds: number;
  readonly endedAtSeconds: number | null;
  readonly outcome: SimulationOutcome | null;
}

/** Takes the time of the last update: a rollout, or one in place. */
export class UpdateClock {
  /** `null`: there was no update yet. */
  record: UpdateRecord | null = null;
  readonly #loop: EventLoop;

  constructor(loop: EventLoop) {
    this.#loop = loop;
  }

  begin(): void {
    this.record = { startedAtSeconds: this.#loop.nowSeconds, endedAtSeconds: null, outcome: null };
  }

  /** A paused update goes on. */
  resume(): void {
    if (this.record !== null) this.record = { ...this.record, endedAtSeconds: null, outcome: null };
  }

  end(outcome: SimulationOutcome): void {
    if (this.record === null) throw new Error("an update ended that never began");
    this.record = { ...this.record, endedAtSeconds: this.#loop.nowSeconds, outcome };
  }
}
