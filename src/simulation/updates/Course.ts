import type { PlanState } from "../../rollout/planController.ts";
import type { RolloutController } from "../../rollout/RolloutController.ts";
import type { PlannedDeployment, RolloutPlan } from "../../rollout/RolloutPlan.ts";
import type { RolloutSplit } from "../../rollout/RolloutStep.ts";
import type { PlayedPlan } from "../result/PlayedPlan.ts";
import type { RolloutSettings } from "../Scenario.ts";

/** What a rollout follows from a command, or a failure, on: a plan, and the controller that paces it. */
export interface Course {
  readonly cause: PlayedPlan["cause"];
  /** Why, in words. */
  readonly reason: string;
  readonly control: PlayedPlan["control"];
  /** `back`: to the primary, so that only a rollback can end it. */
  readonly direction: "forward" | "back";
  /** The split that it stops at under manual control; `null`: automatic, or a rollback. */
  readonly canaryPercent: number | null;
  readonly timeoutSeconds: number | null;
  readonly plan: RolloutPlan;
  readonly controller: RolloutController<PlanState>;
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
