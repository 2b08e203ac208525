import { adjustReplicas } from "./adjustReplicas.ts";
import { isStaticDeployment } from "./isStaticDeployment.ts";
import type { PlannedDeployment } from "./PlannedDeployment.ts";
import type { ReplicaBounds } from "./ReplicaBounds.ts";
import type { Rounding } from "./Rounding.ts";

/**
 * The least and the most replicas of a deployment at a capacity: equal for a static one, the adjusted autoscaling
 * bounds otherwise, 0/0 at capacity 0. Whole gangs where it has them.
 *
 * With `initialReplicasAreFloor` the least is the adjusted `initialReplicas`, where given
 * (anyscale-update-a-service.txt: the canary's floor until the rollout finishes). With `keepsOne` it is at least 1, also where
 * `minReplicas` is 0 (the same document: at least one replica of each deployment in both versions until all has migrated).
 */
export function adjustBounds(
  deployment: PlannedDeployment,
  capacityPercent: number,
  rounding: Rounding,
  {
    initialReplicasAreFloor,
    keepsOne = false,
  }: { readonly initialReplicasAreFloor: boolean; readonly keepsOne?: boolean },
): ReplicaBounds {
  const { gangSize } = deployment;
  const adjusted = (count: number) => adjustReplicas(count, capacityPercent, rounding, gangSize);
  if (isStaticDeployment(deployment)) {
    const replicas = adjusted(deployment.numReplicas);
    return { minReplicas: replicas, maxReplicas: replicas };
  }
  const { minReplicas, maxReplicas, initialReplicas } = deployment.autoscaling;
  const floor = initialReplicasAreFloor ? (initialReplicas ?? minReplicas) : minReplicas;
  return { minReplicas: adjusted(keepsOne ? Math.max(1, floor) : floor), maxReplicas: adjusted(maxReplicas) };
}
