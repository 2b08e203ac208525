import type { ReplicaNeed } from "../MilliResources.ts";
import { minusResources } from "../resourceSums.ts";
import { compareSpace, type Space } from "./compareSpace.ts";
import { fits } from "./fits.ts";
import { limitShare } from "./limitShare.ts";
import type { PlacementNode } from "./PlacementNode.ts";

/**
 * Of the nodes that a replica fits on, the one on which it would leave the least (ray 2.60.0, `_best_fit_node`); the
 * lowest number of equals, where Ray goes by the order of a set. `null`: it fits on none.
 */
export function chooseBestFit(need: ReplicaNeed, nodes: readonly PlacementNode[]): number | null {
  let best: { readonly id: number; readonly space: Space } | null = null;
  for (const node of nodes) {
    if (!fits(need, node)) continue;
    const space = spaceAfter(need, node);
    const order = best === null ? -1 : compareSpace(space, best.space);
    if (best === null || order < 0 || (order === 0 && node.id < best.id)) best = { id: node.id, space };
  }
  return best === null ? null : best.id;
}

function spaceAfter(need: ReplicaNeed, { free, limits = [] }: PlacementNode): Space {
  const after = need.limit === undefined ? limits : [...limits, need.limit];
  const shares = Object.fromEntries(
    after.map(({ deployment }) => [deployment, limitShare(after, deployment)]),
  );
  return { ...minusResources(free, need), shares, absentShare: 1 };
}
