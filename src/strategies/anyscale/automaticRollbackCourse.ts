import type { Course, CourseContext } from "./Course.ts";
import { planRollback } from "./plan/planRollback.ts";

/**
 * The course of an automatic rollback: everything in one step, at once
 * (anyscale-update-a-service.txt, "Rollbacks with constrained rollouts").
 */
export function automaticRollbackCourse(
  context: CourseContext,
  { reason }: { readonly reason: string },
): Course {
  const { settings, split } = context;
  return {
    cause: "automatic-rollback",
    reason,
    control: "automatic",
    direction: "back",
    canaryPercent: null,
    timeoutSeconds: settings.timeoutSeconds,
    plan: planRollback({
      from: split,
      rounding: settings.rounding,
      deployments: context.primaryDeployments,
      canaryDeployments: context.canaryDeployments,
    }),
    pace: {
      shiftIntervalSeconds: 0,
      holdSeconds: 0,
      connectionDrainSeconds: 0,
      rollback: null,
    },
  };
}
