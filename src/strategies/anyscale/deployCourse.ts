import type { Course, CourseContext } from "./Course.ts";
import { isFullSurge } from "./plan/isFullSurge.ts";
import { planRollout } from "./plan/planRollout.ts";

/**
 * The course of a rollout from a deploy command on: its first, or one that deploys the same config again and so sets another
 * split, or none and lets the rollout go on by itself. anyscale-update-a-service.txt: setting `canary_percent` means manual
 * control; nothing then rolls back by itself, and no timeout runs. anyscale-service-api.txt: "If this field is not set, the
 * service will automatically roll out".
 * @throws PlanError when no plan can be made of the settings.
 */
export function deployCourse(
  context: CourseContext,
  { cause, reason }: { readonly cause: "deploy" | "command"; readonly reason: string },
): Course {
  const { nowSeconds, settings, split } = context;
  const { maxSurgePercent, canaryPercent, timeoutSeconds } = settings;
  const isManual = canaryPercent !== null;
  const hasPattern = isFullSurge(maxSurgePercent) && !isManual;
  return {
    cause,
    reason,
    control: isManual ? "manual" : "automatic",
    direction: "forward",
    canaryPercent,
    timeoutSeconds: isManual ? null : timeoutSeconds,
    plan: planRollout({
      from: split,
      maxSurgePercent,
      ...(isManual ? { canaryPercent } : {}),
      ...(hasPattern ? { trafficPattern: settings.trafficPattern } : {}),
      rounding: settings.rounding,
      autoCompleteRollout: settings.autoCompleteRollout,
      deployments: context.primaryDeployments,
      canaryDeployments: context.canaryDeployments,
    }),
    pace: {
      shiftIntervalSeconds: hasPattern ? settings.trafficIntervalSeconds : 0,
      holdSeconds: settings.holdSeconds,
      connectionDrainSeconds: settings.connectionDrainSeconds,
      rollback: isManual
        ? null
        : {
            timeoutAtSeconds: nowSeconds + timeoutSeconds,
            timeoutSeconds,
            unhealthyGraceSeconds: settings.unhealthyGraceSeconds,
            judgesHealth: true,
          },
    },
  };
}
