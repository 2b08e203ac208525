import { amountOf } from "../amountOf.ts";
import type { ReplicaNeed } from "../MilliResources.ts";
import { limitShare, shareTolerance } from "./limitShare.ts";
import type { PlacementNode } from "./PlacementNode.ts";

/** Whether a replica with this need has room on the node, its deployment's limit and its node's labels included. */
export function fits(need: ReplicaNeed, node: Omit<PlacementNode, "id">): boolean {
  const { free, limits = [], group } = node;
  if (need.milliCpus > free.milliCpus || need.milliGpus > free.milliGpus) return false;
  if (need.groups !== undefined && (group === undefined || !need.groups.has(group.name))) return false;
  for (const [name, amount] of Object.entries(need.custom ?? {})) {
    if (amount > amountOf(free.custom, name)) return false;
  }
  if (need.limit === undefined) return true;
  return 1 / need.limit.maxReplicas <= limitShare(limits, need.limit.deployment) + shareTolerance;
}
