import type { DeploymentObject, ReplicaSet } from "./DeploymentObject.ts";
import { newSetOf, scaleSet, wantedBy } from "./replicaSets.ts";
import { resolveFenceposts } from "./resolveFenceposts.ts";

/** How many replicas the new set should have (k8s v1.36.3, `NewRSNewReplicas`). */
export function newSetReplicas(
  { options, replicas }: Pick<DeploymentObject, "options" | "replicas">,
  sets: readonly ReplicaSet[],
  newReplicas: number,
): number {
  if (options.type === "Recreate") return replicas;
  const room = replicas + resolveFenceposts(options, replicas).surge - wantedBy(sets);
  return room <= 0 ? newReplicas : newReplicas + Math.min(room, replicas - newReplicas);
}

/** `reconcileNewReplicaSet`: the same Deployment where nothing changes. */
export function growNewSet(object: DeploymentObject): DeploymentObject {
  const newSet = newSetOf(object);
  if (newSet === undefined || newSet.replicas === object.replicas) return object;
  const replicas =
    newSet.replicas > object.replicas
      ? object.replicas
      : newSetReplicas(object, object.sets, newSet.replicas);
  return replicas === newSet.replicas ? object : scaleSet(object, newSet.version, replicas);
}
