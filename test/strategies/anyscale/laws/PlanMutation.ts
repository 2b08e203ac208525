import type { PlanCheckOptions } from "../../../../src/invariants/checkPlanInvariants.ts";
import type { RolloutPlan } from "../../../../src/strategies/capacity/RolloutPlan.ts";
import type { Draft } from "../../../invariants/Draft.ts";

/** A plan, and what it is said to have been made for. */
export interface PlanCase {
  readonly plan: RolloutPlan;
  readonly options: PlanCheckOptions;
}

/** One way of breaking laws in a legal plan, or of saying that it was made for something else. */
export interface PlanMutation {
  /** What is broken, as the end of the sentence "notices …". */
  readonly notices: string;
  readonly base: PlanCase;
  /** Every sentence of every law that it breaks. */
  readonly says: Readonly<Record<string, readonly string[]>>;
  readonly change: (draft: Draft<PlanCase>) => void;
}
