import type { RolloutPlan } from "../../strategies/capacity/RolloutPlan.ts";

/** Names of the deployments of a plan, in the order of its first step; those that only later steps know behind them. */
export function planDeployments(plan: RolloutPlan): readonly string[] {
  const names = plan.steps.flatMap((step) => [
    ...Object.keys(step.canary.replicas),
    ...Object.keys(step.primary.replicas),
  ]);
  return [...new Set(names)];
}
