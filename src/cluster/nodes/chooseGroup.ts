import type { WorkerGroup } from "../Cluster.ts";
import { capacityOf } from "../capacityOf.ts";
import type { ReplicaNeed } from "../MilliResources.ts";
import { fits } from "../placement/fits.ts";

/** A worker group as a request for a node sees it. */
export interface GroupChoice {
  readonly group: WorkerGroup;
  readonly nodeCount: number;
  /** A node of it could be launched now. */
  readonly isOffered: boolean;
}

/**
 * The cheapest group that the replica fits in and that may still grow; ties by the order of the config, and those without a
 * known price last. `null`: there is none.
 */
export function chooseGroup(need: ReplicaNeed, groups: readonly GroupChoice[]): GroupChoice | null {
  let best: GroupChoice | null = null;
  for (const choice of groups) {
    const { group, nodeCount } = choice;
    if (nodeCount >= group.maxNodes || !fits(need, { group, free: capacityOf(group.instanceType) })) continue;
    if (best === null || priceOf(group) < priceOf(best.group)) best = choice;
  }
  return best;
}

function priceOf({ instanceType: { pricePerHour } }: WorkerGroup): number {
  return pricePerHour ?? Number.POSITIVE_INFINITY;
}
