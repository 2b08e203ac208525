import type { WorkerGroup } from "../Cluster.ts";
import { capacityOf } from "../capacityOf.ts";
import type { PlacementNode } from "./PlacementNode.ts";
import { arePlaced, type BundleGroup, placeBundles } from "./placeBundles.ts";

/** A worker group that may get more nodes. */
export interface GrowingGroup {
  readonly group: WorkerGroup;
  /** How many nodes more it may have. */
  readonly room: number;
}

/** So many nodes of a group. */
export interface WantedNodes {
  readonly group: WorkerGroup;
  readonly count: number;
}

/**
 * The nodes that a placement group lacks beside those that are there or coming: all of the one worker group with which that
 * is cheapest; where none can give them all, as many as help of the one that helps most, and the rest likewise of others.
 * `null`: it has no place even then, and nothing is to be requested, for a part of it is of no use.
 */
export function planNodes(
  bundles: BundleGroup,
  there: readonly PlacementNode[],
  groups: readonly GrowingGroup[],
): readonly WantedNodes[] | null {
  const wanted: WantedNodes[] = [];
  let nodes = there;
  let left = groups.filter(({ room }) => room > 0);
  for (;;) {
    const offers = left.map((each) => offerOf(bundles, nodes, each));
    const whole = cheapest(offers.filter(({ isWhole }) => isWhole));
    if (whole !== null) return [...wanted, { group: whole.group, count: whole.count }];
    const most = Math.max(0, ...offers.map(({ placed }) => placed));
    const part = cheapest(offers.filter(({ placed }) => placed === most));
    if (part === null || most <= countPlaced(bundles, nodes)) return null;
    wanted.push({ group: part.group, count: part.count });
    nodes = [...nodes, ...newNodes(part.group, part.count, nodes)];
    left = left.filter(({ group }) => group !== part.group);
  }
}

interface Offer extends WantedNodes {
  readonly placed: number;
  readonly isWhole: boolean;
}

/** As few nodes of the group as place as much as all of them that it may have. */
function offerOf(
  bundles: BundleGroup,
  nodes: readonly PlacementNode[],
  { group, room }: GrowingGroup,
): Offer {
  const step = group.hostsPerUnit ?? 1;
  const placedWith = (units: number) =>
    countPlaced(bundles, [...nodes, ...newNodes(group, units * step, nodes)]);
  // Nobody needs more nodes than bundles.
  const mostUnits = Math.min(Math.floor(room / step), bundles.bundles.length);
  const placed = placedWith(mostUnits);
  let least = 0;
  let enough = mostUnits;
  while (enough - least > 1) {
    const middle = Math.floor((least + enough) / 2);
    if (placedWith(middle) >= placed) enough = middle;
    else least = middle;
  }
  return { group, count: enough * step, placed, isWhole: placed === bundles.bundles.length };
}

function countPlaced(bundles: BundleGroup, nodes: readonly PlacementNode[]): number {
  const placed = placeBundles(bundles, nodes);
  return arePlaced(placed) ? placed.length : placed.filter((node) => node !== null).length;
}

function newNodes(group: WorkerGroup, count: number, nodes: readonly PlacementNode[]): PlacementNode[] {
  const first = 1 + Math.max(-1, ...nodes.map(({ id }) => id));
  const free = capacityOf(group.instanceType);
  return Array.from({ length: count }, (_, index) => ({ id: first + index, free, group }));
}

/** Ties by the order of the config. */
function cheapest(offers: readonly Offer[]): Offer | null {
  let best: Offer | null = null;
  for (const offer of offers) {
    if (offer.count > 0 && (best === null || priceOf(offer) < priceOf(best))) best = offer;
  }
  return best;
}

function priceOf({ group, count }: Offer): number {
  return count * (group.instanceType.pricePerHour ?? Number.POSITIVE_INFINITY);
}
