import type { MilliResources, ReplicaNeed } from "../MilliResources.ts";
import { minusResources } from "../resourceSums.ts";
import { choosePackedNode } from "./choosePackedNode.ts";
import { compareSpace } from "./compareSpace.ts";
import type { PlacementNode } from "./PlacementNode.ts";
import { packingOrder } from "./packingOrder.ts";

/** A node as compaction sees it. */
export interface CompactableNode extends PlacementNode {
  readonly capacity: MilliResources;
  /** What the replicas that run on it need. */
  readonly replicas: readonly ReplicaNeed[];
  /** One of them cannot be moved to a node of choice: it stays as it is. Left out: none. */
  readonly isPinned?: boolean;
}

/**
 * The node that can be emptied: all of its replicas fit on other nodes where replicas run. Of several, the largest, then
 * the one with the fewest replicas, then the lowest number (ray 2.60.0, `_find_best_node_to_compact`; Ray leaves the
 * last to the order of a set). `null`: there is none.
 */
export function findNodeToCompact(nodes: readonly CompactableNode[]): number | null {
  let best: CompactableNode | null = null;
  for (const node of nodes) {
    if (node.replicas.length === 0 || node.isPinned === true || !canBeEmptied(node, nodes)) continue;
    if (best === null || isBetter(node, best)) best = node;
  }
  return best === null ? null : best.id;
}

function isBetter(node: CompactableNode, best: CompactableNode): boolean {
  const order = compareSpace(
    { ...node.capacity, shares: {}, absentShare: 1 },
    { ...best.capacity, shares: {}, absentShare: 1 },
  );
  if (order !== 0) return order > 0;
  return (
    node.replicas.length < best.replicas.length ||
    (node.replicas.length === best.replicas.length && node.id < best.id)
  );
}

function canBeEmptied(target: CompactableNode, nodes: readonly CompactableNode[]): boolean {
  let others: readonly PlacementNode[] = nodes.filter(
    ({ id, replicas }) => id !== target.id && replicas.length > 0,
  );
  const busy = new Set(others.map(({ id }) => id));
  for (const { need } of packingOrder(target.replicas.map((each) => ({ need: each })))) {
    const chosen = choosePackedNode(need, others, busy);
    if (chosen === null) return false;
    others = others.map((node) => (node.id === chosen ? withReplica(node, need) : node));
  }
  return true;
}

function withReplica(node: PlacementNode, need: ReplicaNeed): PlacementNode {
  const { limits = [] } = node;
  return {
    ...node,
    free: minusResources(node.free, need),
    limits: need.limit === undefined ? limits : [...limits, need.limit],
  };
}
