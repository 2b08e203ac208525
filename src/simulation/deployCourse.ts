import { planController } from "../rollout/planController.ts";
import { planRollout } from "../rollout/planRollout.ts";
import type { Course, CourseContext } from "./Course.ts";

/**
 * The course of a rollout from its deploy command on. anyscale-update-a-service.txt: setting `canary_percent` means
 * manual control; nothing then rolls back by itself, and no timeout runs.
 * @throws PlanError when no plan can be made of the settings.
 */
export function deployCourse(context: CourseContext, { canaryId }: { readonly canaryId: string }): Course {
  const { nowSeconds, settings } = context;
  const { maxSurgePercent, canaryPercent, timeoutSeconds } = settings;
  const isManual = canaryPercent !== null;
  const hasPattern = maxSurgePercent === 100 && !isManual;
  return {
    cause: "deploy",
    reason: `deploy of ${canaryId}`,
    control: isManual ? "manual" : "automatic",
    direction: "forward",
    canaryPercent,
    timeoutSeconds: isManual ? null : timeoutSeconds,
    plan: planRollout({
      maxSurgePercent,
      ...(isManual ? { canaryPercent } : {}),
      ...(hasPattern ? { trafficPattern: settings.trafficPattern } : {}),
      rounding: settings.rounding,
      autoCompleteRollout: settings.autoCompleteRollout,
      deployments: context.primaryDeployments,
      canaryDeployments: context.canaryDeployments,
    }),
    controller: planController({
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
    }),
  };
}
