import type { PlacementLimit } from "../MilliResources.ts";

/** Thirds and the like add up with rounding errors far below this (ray 2.60.0, `Resources.EPSILON`). */
export const shareTolerance = 1e-9;

/**
 * How much of a node is left for replicas of a deployment with `max_replicas_per_node`: each takes 1 / max of a whole
 * (ray 2.60.0, the implicit resource in `ReplicaSchedulingRequest.requested_resources`).
 */
export function limitShare(limits: readonly PlacementLimit[], deployment: string): number {
  let share = 1;
  for (const limit of limits) if (limit.deployment === deployment) share -= 1 / limit.maxReplicas;
  return share;
}
