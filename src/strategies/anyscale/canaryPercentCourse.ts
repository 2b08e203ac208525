import type { Course, CourseContext } from "./Course.ts";
import { planRollout } from "./plan/planRollout.ts";

/**
 * The course to another split under manual control; 100 completes the rollout.
 * anyscale-update-a-service.txt: setting `canary_percent` disables automatic rollback.
 * @throws PlanError when there is no plan to that split.
 */
export function canaryPercentCourse(
  context: CourseContext,
  target: { readonly canaryPercent: number; readonly maxSurgePercent: number },
): Course {
  const { settings, split } = context;
  return {
    cause: "command",
    reason: `canary_percent ${target.canaryPercent}`,
    control: "manual",
    direction: "forward",
    canaryPercent: target.canaryPercent,
    timeoutSeconds: null,
    plan: planRollout({
      from: split,
      ...target,
      rounding: settings.rounding,
      deployments: context.primaryDeployments,
      canaryDeployments: context.canaryDeployments,
    }),
    pace: {
      shiftIntervalSeconds: 0,
      holdSeconds: settings.holdSeconds,
      connectionDrainSeconds: settings.connectionDrainSeconds,
      rollback: null,
    },
  };
}
