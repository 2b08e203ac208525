import type { ReplicaFloors, ServiceRules } from "../../ServiceRules.ts";

/**
 * anyscale-update-a-service.txt: the adjusted initial_replicas is the canary's floor until the rollout finishes, which it does when
 * the primary has drained; until all has migrated, both versions keep a replica of each deployment.
 */
export function replicaFloors({
  role,
  isRollingOut,
  split: { canary, primary },
}: Parameters<ServiceRules["replicaFloors"]>[0]): ReplicaFloors {
  return {
    initialReplicasAreFloor: role === "canary",
    keepsOne: isRollingOut && canary.capacityPercent > 0 && primary.capacityPercent > 0,
  };
}
