import type { HeldReplicas } from "../result/HeldReplicas.ts";
import type { World } from "../world/World.ts";

/** What was held of each deployment at most, with the largest surge of the plans followed. */
export function heldReplicas({ versions, holding }: World): HeldReplicas[] {
  const full = new Map<string, Pick<HeldReplicas, "fullReplicas" | "maxSurgePercent">>();
  for (const { configurations } of versions) {
    for (const deployment of configurations.flatMap(({ deployments }) => deployments)) {
      const most = "autoscaling" in deployment ? deployment.autoscaling.maxReplicas : deployment.numReplicas;
      const before = full.get(deployment.name) ?? { fullReplicas: 0, maxSurgePercent: holding.surgePercent };
      full.set(deployment.name, {
        fullReplicas: Math.max(before.fullReplicas, most),
        maxSurgePercent: Math.max(before.maxSurgePercent, deployment.inPlaceSurgePercent ?? 0),
      });
    }
  }
  return [...full].map(([deployment, allowed]) => ({
    deployment,
    ...allowed,
    ...holding.peakOf(deployment),
  }));
}
