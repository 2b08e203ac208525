import { SimulationLimitError } from "../../engine/SimulationLimitError.ts";
import type { Scenario } from "../../simulation/Scenario.ts";
import type { Conditions } from "../rehearsal/Conditions.ts";
import { type Rehearsal, rehearse } from "../rehearsal/rehearse.ts";

/** Tries changed scenarios under the conditions in which the scenario itself does not finish. */
export class Attempt {
  readonly #conditions: Conditions;
  /** Of one rehearsal, about: what was played last. */
  #eventCount = 0;

  constructor(conditions: Conditions) {
    this.#conditions = conditions;
  }

  /** How many rehearsals may follow one on another, so that the search takes seconds and not minutes. */
  get affordable(): number {
    return Math.max(8, Math.floor(mostEvents / (100 + this.#eventCount)));
  }

  /** A rehearsal that comes to its end as it should; `null`: it does not. */
  run(scenario: Scenario): Rehearsal | null {
    try {
      const rehearsal = rehearse(scenario, this.#conditions);
      this.#eventCount = Math.max(this.#eventCount, rehearsal.eventCount);
      return rehearsal.isDone ? rehearsal : null;
    } catch (error) {
      if (error instanceof SimulationLimitError) return null;
      throw error;
    }
  }

  /** The last state of one that does not come to its end. */
  rehearse(scenario: Scenario): Rehearsal {
    return rehearse(scenario, this.#conditions);
  }
}

const mostEvents = 80_000;
