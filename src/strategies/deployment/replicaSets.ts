import type { VersionId } from "../VersionId.ts";
import type { DeploymentObject, ReplicaSet } from "./DeploymentObject.ts";
import { resolveFenceposts } from "./resolveFenceposts.ts";

/** The set with the template of the Deployment, if it has been made. */
export function newSetOf({ sets, template }: DeploymentObject): ReplicaSet | undefined {
  return sets.find(({ version }) => version === template);
}

/** All others, the oldest first. */
export function oldSetsOf({ sets, template }: DeploymentObject): readonly ReplicaSet[] {
  return sets.filter(({ version }) => version !== template);
}

/** Those that want replicas (`FilterActiveReplicaSets`). */
export function activeOf(sets: readonly ReplicaSet[]): readonly ReplicaSet[] {
  return sets.filter(({ replicas }) => replicas > 0);
}

/** How many replicas these ReplicaSets are to have together. */
export function wantedBy(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, { replicas }) => sum + replicas, 0);
}

/** The Deployment with one set scaled (`scaleReplicaSet`): its annotations are written with it. */
export function scaleSet(object: DeploymentObject, version: VersionId, replicas: number): DeploymentObject {
  const { surge } = resolveFenceposts(object.options, object.replicas);
  const annotated = { desiredReplicas: object.replicas, maxReplicas: object.replicas + surge };
  return {
    ...object,
    sets: object.sets.map((set) => (set.version === version ? { ...set, ...annotated, replicas } : set)),
  };
}
