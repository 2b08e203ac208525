import type { RolloutStart } from "../RolloutStart.ts";
import type { StrategyWarning } from "../Strategy.ts";
import type { DeploymentOptions } from "./deploymentOptionsSchema.ts";
import { resolveFenceposts } from "./resolveFenceposts.ts";

/** Deployments none of whose replicas may stop before a new one is available. */
export function warnDeployment({
  options,
  view,
  next,
}: RolloutStart<DeploymentOptions>): readonly StrategyWarning[] {
  if (options.type === "Recreate") return [];
  const deployments = view.versions.find(({ id }) => id === next)?.deployments ?? [];
  return deployments.flatMap(({ name, configuredReplicas }) => {
    const { surge, unavailable } = resolveFenceposts(options, configuredReplicas);
    if (unavailable > 0 || configuredReplicas === 0) return [];
    return [
      {
        field: "maxUnavailable",
        message: `of the ${configuredReplicas} ${configuredReplicas === 1 ? "replica" : "replicas"} of ${name} none may be unavailable, so the rollout waits for ever where there is no room for 1 more; maxUnavailable: 1 with maxSurge: 0 needs none`,
        unlessRoomFor: { deployment: name, replicas: Math.min(1, surge) },
      },
    ];
  });
}
