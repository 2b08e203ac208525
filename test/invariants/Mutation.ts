import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Draft } from "./Draft.ts";

/** One way of breaking a law in a legal result. */
export interface Mutation {
  /** What is broken, as the end of the sentence "notices …". */
  readonly notices: string;
  readonly base: SimulationResult;
  /** Every sentence of the law on it: what is wrong, where, and by how much. */
  readonly says: readonly string[];
  readonly change: (draft: Draft<SimulationResult>) => void;
  /** Laws that this breaks too, where they are not independent. */
  readonly alsoBreaks?: readonly string[];
}
