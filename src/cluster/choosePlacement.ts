/** What a replica needs or a node has left, in thousandths, so that fractions add up exactly. */
export interface MilliResources {
  readonly milliCpus: number;
  readonly milliGpus: number;
}

export interface PlacementNode {
  readonly id: number;
  readonly free: MilliResources;
}

/** Whether `need` fits into `free`. */
export function fits(need: MilliResources, free: MilliResources): boolean {
  return need.milliCpus <= free.milliCpus && need.milliGpus <= free.milliGpus;
}

/**
 * The node for a replica: of those that it fits on, the one with the least left (GPUs first, then CPUs, then the
 * lowest id), so that other nodes can become empty. `null` where it fits on none.
 */
export function choosePlacement(need: MilliResources, nodes: readonly PlacementNode[]): number | null {
  let best: PlacementNode | null = null;
  for (const node of nodes) {
    if (!fits(need, node.free)) continue;
    if (best === null || hasLess(node, best)) best = node;
  }
  return best === null ? null : best.id;
}

function hasLess(a: PlacementNode, b: PlacementNode): boolean {
  if (a.free.milliGpus !== b.free.milliGpus) return a.free.milliGpus < b.free.milliGpus;
  if (a.free.milliCpus !== b.free.milliCpus) return a.free.milliCpus < b.free.milliCpus;
  return a.id < b.id;
}
