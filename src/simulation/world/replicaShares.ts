import type { MilliResources } from "../../cluster/MilliResources.ts";
import type { FleetNode } from "../../cluster/nodes/FleetNode.ts";
import type { NodeShare } from "../../cluster/nodes/NodeShare.ts";
import { plusResources } from "../../cluster/resourceSums.ts";

/** What a replica holds of each node that its bundles lie on; that of its first bundle, where its actor runs, comes first. */
export function replicaShares(
  bundles: readonly MilliResources[],
  nodes: readonly FleetNode[],
): readonly NodeShare[] {
  const needs = new Map<FleetNode, MilliResources>();
  for (const [index, bundle] of bundles.entries()) {
    const node = nodes[index] as FleetNode;
    const before = needs.get(node);
    needs.set(node, before === undefined ? bundle : plusResources(before, bundle));
  }
  return [...needs].map(([node, need]) => ({ node, need }));
}
