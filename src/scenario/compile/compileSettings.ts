import { trafficPatterns } from "../../strategies/anyscale/plan/trafficPatterns.ts";
import type { RolloutSettings } from "../../strategies/anyscale/RolloutSettings.ts";
import type { DeploySection } from "../schema/updateSchema.ts";

/** How an update is rolled out, with Anyscale's defaults. */
export function compileSettings(deploy: DeploySection): RolloutSettings {
  const pattern = typeof deploy.trafficPattern === "string" ? deploy.trafficPattern : null;
  const { canaryTrafficPercents, totalSeconds } = trafficPatterns[pattern ?? "aws"];
  return {
    // anyscale-service-api.txt: "Defaults to 100."
    maxSurgePercent: deploy.max_surge_percent ?? 100,
    canaryPercent: deploy.canary_percent ?? null,
    autoCompleteRollout: deploy.auto_complete_rollout,
    trafficPattern:
      typeof deploy.trafficPattern === "string"
        ? canaryTrafficPercents
        : deploy.trafficPattern.filter((share) => share > 0),
    // The first shift follows the healthy canary at once; the documented total is spread over the others.
    trafficIntervalSeconds: deploy.trafficInterval ?? totalSeconds / (canaryTrafficPercents.length - 1),
    rounding: deploy.rounding,
    timeoutSeconds: deploy.timeout,
    holdSeconds: deploy.hold,
    connectionDrainSeconds: deploy.connectionDrain,
    unhealthyGraceSeconds: deploy.unhealthyGrace,
  };
}
