import type { Course, CourseContext } from "./Course.ts";
import { planRollback } from "./plan/planRollback.ts";

/**
 * The gradual course back to the primary. It has a timeout of its own, from the command on; the health of the canary
 * is no longer judged, for the rollback leaves it anyway.
 * @throws PlanError when the surge allows no plan.
 */
export function manualRollbackCourse(
  context: CourseContext,
  { maxSurgePercent }: { readonly maxSurgePercent: number },
): Course {
  const { nowSeconds, settings, split } = context;
  const { timeoutSeconds } = settings;
  return {
    cause: "manual-rollback",
    reason: `rollback with max_surge_percent ${maxSurgePercent}`,
    control: "automatic",
    direction: "back",
    canaryPercent: null,
    timeoutSeconds,
    plan: planRollback({
      from: split,
      maxSurgePercent,
      rounding: settings.rounding,
      deployments: context.primaryDeployments,
      canaryDeployments: context.canaryDeployments,
    }),
    pace: {
      shiftIntervalSeconds: 0,
      holdSeconds: settings.holdSeconds,
      connectionDrainSeconds: settings.connectionDrainSeconds,
      rollback: {
        timeoutAtSeconds: nowSeconds + timeoutSeconds,
        timeoutSeconds,
        unhealthyGraceSeconds: 0,
        judgesHealth: false,
      },
    },
  };
}
