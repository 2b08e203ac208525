import type { InvariantResult } from "../../invariants/evidence/InvariantResult.ts";
import type { InvariantOverRuns } from "../../runs/combineInvariants.ts";
import { describeRunCount } from "./describeRunCount.ts";

/** In how many of several runs a law was broken; empty where it was not, or where there is only one run. */
export function describeBroken(invariant: InvariantResult | InvariantOverRuns): string {
  if (!("failedRuns" in invariant) || invariant.failedRuns === 0 || invariant.checkedRuns === 1) return "";
  return `broken in ${describeRunCount(invariant.failedRuns, invariant.checkedRuns)}`;
}
