import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { configurationsAt } from "./configurationsAt.ts";
import type { Invariant } from "./Invariant.ts";

/** Checks every plan that a simulation followed by the law's check of plans. */
export function checkPlayedPlans(
  result: SimulationResult,
  checkPlan: NonNullable<Invariant["checkPlan"]>,
): readonly string[] {
  return result.plans.flatMap((played, index) => {
    const place = `plan ${index} (${played.cause} at ${played.atSeconds} s)`;
    const primaryDeployments = configurationsAt(result, played.primaryVersion, played.atSeconds).at(-1);
    const canaryDeployments = configurationsAt(result, played.canaryVersion, played.atSeconds).at(-1);
    if (primaryDeployments === undefined || canaryDeployments === undefined) {
      const version = primaryDeployments === undefined ? played.primaryVersion : played.canaryVersion;
      return [`${place}: nothing says what version ${version} was told to run`];
    }
    const context = {
      primaryDeployments,
      canaryDeployments,
      trigger: played.cause,
      canaryPercent: played.canaryPercent,
      autoCompleteRollout: null,
    };
    return checkPlan(played.plan, context).map((violation) => `${place}: ${violation}`);
  });
}
