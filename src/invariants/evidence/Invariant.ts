import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { RolloutPlan } from "../../strategies/capacity/RolloutPlan.ts";
import type { PlanContext } from "./PlanContext.ts";
import type { ResultContext } from "./ResultContext.ts";

/**
 * A named law. Its checks are pure, recompute what they judge from the documents rather than with the planner's code, and
 * return what broke the law as sentences: where, when, which values. Nothing returned: the law holds. A check that misses
 * the data that it needs returns a violation, never nothing.
 */
export interface Invariant {
  /** As in INVARIANTS.md. */
  readonly id: string;
  /** The law in one sentence. */
  readonly law: string;
  /** The document or the reasoning that it comes from. */
  readonly source: string;
  /** Only for runs whose every rollout is by this strategy; absent: for all runs. */
  readonly strategy?: "anyscale";
  /** Absent: the law says nothing of a plan alone. */
  readonly checkPlan?: (plan: RolloutPlan, context: PlanContext) => readonly string[];
  readonly checkResult: (result: SimulationResult, context: ResultContext) => readonly string[];
}
