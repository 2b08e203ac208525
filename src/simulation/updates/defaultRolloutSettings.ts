import { trafficPatterns } from "../../strategies/anyscale/plan/trafficPatterns.ts";
import type { RolloutSettings } from "../../strategies/anyscale/RolloutSettings.ts";

const { canaryTrafficPercents, totalSeconds } = trafficPatterns.aws;

/** A rollout for which nothing is set: the same as an `update:` of a scenario file without settings. */
export const defaultRolloutSettings: RolloutSettings = {
  // anyscale-service-api.txt: "Defaults to 100."
  maxSurgePercent: 100,
  canaryPercent: null,
  autoCompleteRollout: true,
  trafficPattern: canaryTrafficPercents,
  trafficIntervalSeconds: totalSeconds / (canaryTrafficPercents.length - 1),
  rounding: "up",
  // anyscale-update-a-service.txt: 120 minutes.
  timeoutSeconds: 7200,
  holdSeconds: 0,
  connectionDrainSeconds: 300,
  unhealthyGraceSeconds: 0,
};
