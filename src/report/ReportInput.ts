import type { Feasibility } from "../feasibility/Feasibility.ts";
import type { InvariantResult } from "../invariants/evidence/InvariantResult.ts";
import type { InvariantOverRuns } from "../runs/combineInvariants.ts";
import type { RunSet } from "../runs/RunSet.ts";
import type { ExpectationResult } from "../simulation/Expectation.ts";
import type { SimulationResult } from "../simulation/result/SimulationResult.ts";

/** What a report is made of: a run, the laws checked over it, and what its scenario expected. */
export interface ReportInput {
  readonly result: SimulationResult;
  /** Where there are several runs, all of them, of which `result` is one. Left out: it is the only one. */
  readonly runs?: RunSet;
  /** Over all runs. */
  readonly invariants: readonly (InvariantResult | InvariantOverRuns)[];
  readonly expectations: readonly ExpectationResult[];
  /** Whether the update could ever be done. Left out: nobody asked. */
  readonly feasibility?: Feasibility;
}
