import type { Feasibility } from "../feasibility/Feasibility.ts";
import type { InvariantResult } from "../invariants/evidence/InvariantResult.ts";
import type { ExpectationResult } from "../simulation/Expectation.ts";
import type { SimulationResult } from "../simulation/result/SimulationResult.ts";

/** What a report is made of: a run, the laws checked over it, and what its scenario expected. */
export interface ReportInput {
  readonly result: SimulationResult;
  readonly invariants: readonly InvariantResult[];
  readonly expectations: readonly ExpectationResult[];
  /** Whether the update could ever be done. Left out: nobody asked. */
  readonly feasibility?: Feasibility;
}
