import { amountOf } from "../amountOf.ts";
import type { ReplicaNeed } from "../MilliResources.ts";
import { fits } from "./fits.ts";
import type { PlacementNode } from "./PlacementNode.ts";

/**
 * How well a node suits a bundle: the shares of what it has free that the bundle would leave, added up over what the bundle
 * needs. The largest is best, so bundles go where most is left (ray 2.60.0, `LeastResourceScorer`). −1: it does not fit.
 */
export function bundleScore(bundle: ReplicaNeed, node: PlacementNode): number {
  if (!fits(bundle, node)) return -1;
  const { free } = node;
  let score = shareLeft(bundle.milliCpus, free.milliCpus) + shareLeft(bundle.milliGpus, free.milliGpus);
  for (const [name, amount] of Object.entries(bundle.custom ?? {})) {
    score += shareLeft(amount, amountOf(free.custom, name));
  }
  return score;
}

/** What is not needed does not count; of what never runs out, all is left. */
function shareLeft(needed: number, free: number): number {
  if (needed === 0) return 0;
  return Number.isFinite(free) ? (free - needed) / free : 1;
}
