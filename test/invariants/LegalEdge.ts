import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Draft } from "./Draft.ts";

/** A result at the very edge of what a law allows: one more, or one second later, and it would be broken. */
export interface LegalEdge {
  /** What is still allowed, as the end of the sentence "allows …". */
  readonly allows: string;
  readonly base: SimulationResult;
  readonly change: (draft: Draft<SimulationResult>) => void;
}
