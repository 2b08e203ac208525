import type { WorkerGroup } from "../Cluster.ts";
import { capacityOf } from "../capacityOf.ts";
import type { MilliResources, PlacementLimit, ReplicaNeed } from "../MilliResources.ts";
import { minusResources, plusResources } from "../resourceSums.ts";

/** What is left on a node; written by `takeRoom` and `giveRoom` alone. */
export interface NodeRoom {
  readonly group?: { readonly name: string };
  free: MilliResources;
  /** Of the replicas on it that have one. */
  limits: readonly PlacementLimit[];
}

/** All of a node of the group. */
export function emptyRoom(group: WorkerGroup): NodeRoom {
  return { group, free: capacityOf(group.instanceType), limits: [] };
}

/** A replica is placed there: the room has so much less. */
export function takeRoom(room: NodeRoom, need: ReplicaNeed): void {
  room.free = minusResources(room.free, need);
  if (need.limit !== undefined) room.limits = [...room.limits, need.limit];
}

/** A replica that was placed there is gone: the room has so much more. */
export function giveRoom(room: NodeRoom, need: ReplicaNeed): void {
  room.free = plusResources(room.free, need);
  const { limit } = need;
  if (limit === undefined) return;
  const index = room.limits.findIndex(
    ({ deployment, maxReplicas }) => deployment === limit.deployment && maxReplicas === limit.maxReplicas,
  );
  if (index < 0) throw new Error(`no replica of ${limit.deployment} is on the node`);
  room.limits = room.limits.filter((_, other) => other !== index);
}
