import type { CallPlan } from "./CallPlan.ts";

/** The deployments that a plan may call, each as often as it does. */
export function calledDeployments(plan: CallPlan): readonly string[] {
  switch (plan.kind) {
    case "call":
      return [plan.deployment];
    case "sequence":
      return plan.steps.flatMap(calledDeployments);
    case "parallel":
      return plan.branches.flatMap(calledDeployments);
    case "share":
      return [plan.plan, ...(plan.otherwise === null ? [] : [plan.otherwise])].flatMap(calledDeployments);
  }
}
