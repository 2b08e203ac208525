/**
 * The zone of a new node: of those that are up, the one in which its group has the fewest nodes, the first one of
 * several (as autoscaling groups balance their zones). `null`: none is up.
 */
export function chooseZone(
  zones: readonly { readonly name: string; readonly isUp: boolean; readonly nodeCount: number }[],
): string | null {
  let best: (typeof zones)[number] | null = null;
  for (const zone of zones) {
    if (zone.isUp && (best === null || zone.nodeCount < best.nodeCount)) best = zone;
  }
  return best?.name ?? null;
}
