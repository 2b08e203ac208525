import type { StrategyAlternative } from "../StrategyAlternative.ts";
import type { KubeRayOptions } from "./kubeRayOptionsSchema.ts";

/** What `RayService` manifests say for a step and an interval in KubeRay's samples (ray-service.incremental-upgrade.yaml). */
const usualIntervalSeconds = 10;

/** Every smaller surge of an upgrade in steps, with steps as large as before as far as it allows; in place of a whole second cluster too. */
export function kubeRayAlternatives(options: KubeRayOptions): readonly StrategyAlternative<KubeRayOptions>[] {
  if (options.type === "None") return [];
  const isInSteps = options.type === "NewClusterWithIncrementalUpgrade";
  const stepPercent = isInSteps && options.stepSizePercent > 0 ? options.stepSizePercent : 100;
  const mostPercent = isInSteps ? options.maxSurgePercent - 1 : 100;
  const intervalSeconds = isInSteps ? options.intervalSeconds : usualIntervalSeconds;
  return Array.from({ length: Math.max(0, mostPercent) }, (_, index) => index + 1).map((maxSurgePercent) => {
    const stepSizePercent = Math.min(stepPercent, maxSurgePercent);
    return {
      kind: "surge",
      amount: maxSurgePercent,
      options: {
        type: "NewClusterWithIncrementalUpgrade",
        maxSurgePercent,
        stepSizePercent,
        intervalSeconds,
        deletionDelaySeconds: options.deletionDelaySeconds,
      },
      settings: [
        "upgradeStrategy:",
        "  type: NewClusterWithIncrementalUpgrade",
        `  clusterUpgradeOptions: { maxSurgePercent: ${maxSurgePercent}, stepSizePercent: ${stepSizePercent}, intervalSeconds: ${intervalSeconds} }`,
      ],
    };
  });
}
