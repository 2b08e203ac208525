import type { ReplicaNeed } from "../MilliResources.ts";
import { fits } from "./fits.ts";
import type { PlacementNode } from "./PlacementNode.ts";

/**
 * The node for a replica when replicas are spread: the next one in turn that it fits on, as Ray's SPREAD goes round the
 * nodes in the order of their ids (`SpreadSchedulingPolicy` in Ray Core). `null`: it fits on none, and the turn stays.
 *
 * @param nodes by ascending number
 * @param turn the number from which on the search begins
 */
export function chooseSpreadNode(
  need: ReplicaNeed,
  nodes: readonly PlacementNode[],
  turn: number,
): { readonly id: number; readonly nextTurn: number } | null {
  const able = nodes.filter((node) => fits(need, node));
  const next = able.find(({ id }) => id >= turn) ?? able[0];
  return next === undefined ? null : { id: next.id, nextTurn: next.id + 1 };
}
