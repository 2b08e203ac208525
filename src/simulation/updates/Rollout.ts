import type { PlanState } from "../../rollout/planController.ts";
import type { PlayedPlan } from "../result/PlayedPlan.ts";
import type { RolloutSettings } from "../Scenario.ts";
import type { VersionWorld, World } from "../world/World.ts";
import type { Course, CourseContext } from "./Course.ts";
import { plannedDeployments } from "./plannedDeployments.ts";

/** A rollout that is under way or paused. */
export interface Rollout {
  /** Of the last deploy. */
  settings: RolloutSettings;
  readonly primary: VersionWorld;
  readonly canary: VersionWorld;
  /** Of the last command that named one. */
  maxSurgePercent: number;
  course: Course;
  state: PlanState;
  cancelReview: () => void;
}

/** What another course of the rollout is made from. */
export function courseContextOf({ settings, primary, canary }: Rollout, world: World): CourseContext {
  return {
    nowSeconds: world.loop.nowSeconds,
    settings,
    split: world.split,
    primaryDeployments: plannedDeployments(primary.definition.deployments),
    canaryDeployments: plannedDeployments(canary.definition.deployments),
  };
}

/** The plan that the rollout follows from now on, for the result. */
export function describePlan({ primary, canary, course }: Rollout, atSeconds: number): PlayedPlan {
  return {
    atSeconds,
    cause: course.cause,
    reason: course.reason,
    control: course.control,
    timeoutSeconds: course.timeoutSeconds,
    plan: course.plan,
    primaryVersion: primary.id,
    canaryVersion: canary.id,
    canaryPercent: course.canaryPercent,
  };
}
