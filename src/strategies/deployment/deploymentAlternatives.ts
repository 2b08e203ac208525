import type { StrategyAlternative } from "../StrategyAlternative.ts";
import type { DeploymentOptions } from "./deploymentOptionsSchema.ts";

/** What needs no room beside the old pods: one of each Deployment stops at a time, or all stop before the first new one. */
export function deploymentAlternatives(
  options: DeploymentOptions,
): readonly StrategyAlternative<DeploymentOptions>[] {
  if (options.type === "Recreate") return [];
  const { minReadySeconds, progressDeadlineSeconds } = options;
  const times = { minReadySeconds, progressDeadlineSeconds };
  return [
    {
      kind: "give-way",
      amount: 1,
      options: { type: "RollingUpdate", maxSurge: 0, maxUnavailable: 1, ...times },
      settings: ["strategy:", "  type: RollingUpdate", "  rollingUpdate: { maxSurge: 0, maxUnavailable: 1 }"],
    },
    {
      kind: "give-way",
      amount: 2,
      options: { type: "Recreate", ...times },
      settings: ["strategy: { type: Recreate }"],
    },
  ];
}
