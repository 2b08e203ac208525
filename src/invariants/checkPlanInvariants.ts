import type { PlannedDeployment } from "../strategies/capacity/PlannedDeployment.ts";
import type { RolloutPlan } from "../strategies/capacity/RolloutPlan.ts";
import type { InvariantResult } from "./evidence/InvariantResult.ts";
import { judge } from "./evidence/judge.ts";
import type { PlanTrigger } from "./evidence/PlanContext.ts";
import { invariants } from "./invariants.ts";

/** What a plan was made for: laws need it to judge the plan. */
export interface PlanCheckOptions {
  /** What the plan was made for: the primary's deployments, and the canary's where `canaryDeployments` is absent. */
  readonly deployments: readonly PlannedDeployment[];
  readonly canaryDeployments?: readonly PlannedDeployment[] | undefined;
  /** What called for the plan. Default `deploy`. */
  readonly trigger?: PlanTrigger | undefined;
  /** The split that manual control asked for. Default: none, an automatic rollout. */
  readonly canaryPercent?: number | undefined;
  /** As given to the planner. Default true. */
  readonly autoCompleteRollout?: boolean | undefined;
}

/** Checks a plan by every law that speaks of plans, in the order of INVARIANTS.md; needs no simulation. */
export function checkPlanInvariants(
  plan: RolloutPlan,
  options: PlanCheckOptions,
): readonly InvariantResult[] {
  const context = {
    primaryDeployments: options.deployments,
    canaryDeployments: options.canaryDeployments ?? options.deployments,
    trigger: options.trigger ?? "deploy",
    canaryPercent: options.canaryPercent ?? null,
    autoCompleteRollout: options.autoCompleteRollout ?? true,
  };
  return invariants.flatMap((invariant) =>
    invariant.checkPlan === undefined ? [] : [judge(invariant, invariant.checkPlan(plan, context))],
  );
}
