import type { ServiceVersion, TimedCommand } from "../../src/simulation/Scenario.ts";
import { anyscaleStrategy } from "../../src/strategies/anyscale/anyscaleStrategy.ts";
import type { RolloutSettings } from "../../src/strategies/anyscale/RolloutSettings.ts";
import { choose } from "../../src/strategies/ChosenStrategy.ts";
import { buildVersion } from "./buildVersion.ts";

/** An automatic rollout with surge 25 of a version like the first one, but for the settings given. */
export function deployAt(
  atSeconds: number,
  settings: Partial<RolloutSettings> = {},
  version: ServiceVersion = buildVersion(),
): TimedCommand {
  return {
    atSeconds,
    command: {
      kind: "deploy",
      version,
      strategy: choose(anyscaleStrategy, {
        maxSurgePercent: 25,
        canaryPercent: null,
        autoCompleteRollout: true,
        trafficPattern: [5, 10, 20, 30, 50, 75, 100],
        trafficIntervalSeconds: 17,
        rounding: "up",
        timeoutSeconds: 7200,
        holdSeconds: 0,
        connectionDrainSeconds: 30,
        unhealthyGraceSeconds: 0,
        ...settings,
      }),
    },
  };
}
