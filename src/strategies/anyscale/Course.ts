import type { PlannedDeployment } from "../capacity/PlannedDeployment.ts";
import type { RolloutSplit } from "../capacity/RolloutSplit.ts";
import type { FollowedPlan } from "../FollowedPlan.ts";
import type { PlanPace } from "./plan/planController.ts";
import type { RolloutSettings } from "./RolloutSettings.ts";

/** What a rollout follows from a command, or a failure, on: a plan, and its pace. */
export interface Course extends FollowedPlan {
  /** `back`: to the primary, so that only a rollback can end it. */
  readonly direction: "forward" | "back";
  readonly pace: PlanPace;
}

/** What a course is made from. */
export interface CourseContext {
  readonly nowSeconds: number;
  readonly settings: RolloutSettings;
  /** Where the rollout stands. */
  readonly split: RolloutSplit;
  readonly primaryDeployments: readonly PlannedDeployment[];
  readonly canaryDeployments: readonly PlannedDeployment[];
}
