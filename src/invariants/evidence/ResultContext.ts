import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";

/** What a check may know of a result beyond the result itself. */
export interface ResultContext {
  /** The result of a second run of the same scenario and seed; `null`: there was none. */
  readonly replayed: SimulationResult | null;
}
