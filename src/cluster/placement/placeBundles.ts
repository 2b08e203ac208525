import type { ReplicaNeed } from "../MilliResources.ts";
import { minusResources, plusResources } from "../resourceSums.ts";
import type { BundleStrategy } from "./BundleStrategy.ts";
import { bundleOrder } from "./bundleOrder.ts";
import { bundleScore } from "./bundleScore.ts";
import { fits } from "./fits.ts";
import type { PlacementNode } from "./PlacementNode.ts";

/** The bundles of a placement group, which are placed all at once or not at all. */
export interface BundleGroup {
  readonly strategy: BundleStrategy;
  readonly bundles: readonly ReplicaNeed[];
}

/**
 * The node of each bundle of a group, by its number; as many as there is room for. Follows ray 2.60.0,
 * `bundle_scheduling_policy.cc`: of equally good nodes the first one, where Ray goes by the order of a hash map.
 */
export function placeBundles(
  { strategy, bundles }: BundleGroup,
  nodes: readonly PlacementNode[],
): readonly (number | null)[] {
  const placing = new Placing(bundles, nodes);
  switch (strategy) {
    case "PACK":
      placing.pack();
      break;
    case "SPREAD":
      placing.spread({ isStrict: false });
      break;
    case "STRICT_SPREAD":
      placing.spread({ isStrict: true });
      break;
    case "STRICT_PACK":
      placing.packOnOne();
      break;
  }
  return placing.nodes;
}

/** Whether every bundle of the group was placed. */
export function arePlaced(nodes: readonly (number | null)[]): nodes is readonly number[] {
  return nodes.every((node) => node !== null);
}

type Room = { -readonly [Key in keyof PlacementNode]: PlacementNode[Key] };

/** One try to place a group. */
class Placing {
  readonly nodes: (number | null)[];
  readonly #bundles: readonly ReplicaNeed[];
  readonly #order: readonly number[];
  #candidates: readonly Room[];

  constructor(bundles: readonly ReplicaNeed[], nodes: readonly PlacementNode[]) {
    this.#bundles = bundles;
    this.#order = bundleOrder(bundles);
    this.#candidates = nodes.map((node) => ({ ...node }));
    this.nodes = bundles.map(() => null);
  }

  /** On the best node for the first bundle as many others as fit, then on the next one. */
  pack(): void {
    let left = this.#order;
    while (left.length > 0) {
      const [first = 0, ...others] = left;
      const best = this.#best(first, this.#candidates);
      if (best === null) return;
      this.#take(best, first);
      left = others.filter((index) => {
        if (!fits(this.#bundleOf(index), best)) return true;
        this.#take(best, index);
        return false;
      });
      this.#candidates = this.#candidates.filter((node) => node !== best);
    }
  }

  /** Each on a node of its own; where there is none left, on one that is used already, unless that is forbidden. */
  spread({ isStrict }: { readonly isStrict: boolean }): void {
    const all = this.#candidates;
    const used = new Set<Room>();
    for (const index of this.#order) {
      const fresh = this.#best(index, this.#candidates);
      const best =
        fresh ??
        (isStrict
          ? null
          : this.#best(
              index,
              all.filter((node) => used.has(node)),
            ));
      if (best === null) return;
      this.#take(best, index);
      if (fresh === null) continue;
      used.add(best);
      this.#candidates = this.#candidates.filter((node) => node !== best);
    }
  }

  /** All on one. */
  packOnOne(): void {
    const [first, ...others] = this.#bundles;
    if (first === undefined) return;
    const whole = others.reduce((sum, bundle) => plusResources(sum, bundle), first);
    const able = this.#candidates.filter((node) => this.#bundles.every((bundle) => fits(bundle, node)));
    const best = bestNode(whole, able);
    if (best !== null) this.nodes.fill(best.id);
  }

  #best(index: number, nodes: readonly Room[]): Room | null {
    return bestNode(this.#bundleOf(index), nodes);
  }

  #take(node: Room, index: number): void {
    node.free = minusResources(node.free, this.#bundleOf(index));
    this.nodes[index] = node.id;
  }

  #bundleOf(index: number): ReplicaNeed {
    return this.#bundles[index] as ReplicaNeed;
  }
}

function bestNode<Node extends PlacementNode>(bundle: ReplicaNeed, nodes: readonly Node[]): Node | null {
  let best: Node | null = null;
  let bestScore = -1;
  for (const node of nodes) {
    const score = bundleScore(bundle, node);
    if (score > bestScore) {
      best = node;
      bestScore = score;
    }
  }
  return best;
}
