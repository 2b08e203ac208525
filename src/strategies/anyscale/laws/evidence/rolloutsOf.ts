import type { PlayedPlan } from "../../../../simulation/result/PlayedPlan.ts";
import type { SimulationResult } from "../../../../simulation/result/SimulationResult.ts";

/** One rollout of a simulation: its deploy and every plan that replaced the first one. */
export interface PlayedRollout {
  readonly deploy: PlayedPlan;
  /** In order; the first is `deploy`. */
  readonly plans: readonly PlayedPlan[];
  /** Index of `deploy` in the result's `plans`. */
  readonly firstPlanIndex: number;
  /** When its end was recorded, finished or terminated; `null`: it was not. */
  readonly endSeconds: number | null;
}

/** The rollouts of a simulation, in order. */
export function rolloutsOf({ plans, splits }: SimulationResult): readonly PlayedRollout[] {
  return plans.flatMap((deploy, firstPlanIndex) => {
    if (deploy.cause !== "deploy") {
      return [];
    }
    const count = plans.slice(firstPlanIndex + 1).findIndex(({ cause }) => cause === "deploy") + 1;
    const own = plans.slice(firstPlanIndex, count === 0 ? plans.length : firstPlanIndex + count);
    const end = splits.find(
      ({ cause, planIndex }) =>
        (cause === "finish" || cause === "terminate") &&
        planIndex !== null &&
        planIndex >= firstPlanIndex &&
        planIndex < firstPlanIndex + own.length,
    );
    return [{ deploy, plans: own, firstPlanIndex, endSeconds: end?.atSeconds ?? null }];
  });
}
