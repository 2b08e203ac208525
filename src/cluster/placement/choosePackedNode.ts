import type { ReplicaNeed } from "../MilliResources.ts";
import { chooseBestFit } from "./chooseBestFit.ts";
import type { PlacementNode } from "./PlacementNode.ts";

/**
 * The node for a replica when replicas are packed: the best fit of those where others run, else of the others, so that
 * nodes can become empty (ray 2.60.0, `_find_best_fit_node_for_pack`). `null`: it fits on none.
 */
export function choosePackedNode(
  need: ReplicaNeed,
  nodes: readonly PlacementNode[],
  /** Nodes on which replicas run, or to which some have been given at this moment. */
  busyNodes: ReadonlySet<number>,
): number | null {
  return (
    chooseBestFit(
      need,
      nodes.filter(({ id }) => busyNodes.has(id)),
    ) ??
    chooseBestFit(
      need,
      nodes.filter(({ id }) => !busyNodes.has(id)),
    )
  );
}
