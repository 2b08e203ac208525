import type { ReplicaBounds } from "../../strategies/capacity/ReplicaBounds.ts";

/** `4` for a static deployment, `2–8` for an autoscaled one, `–` for one that is not there. */
export function formatBounds(bounds: ReplicaBounds | undefined): string {
  if (bounds === undefined) return "–";
  const { minReplicas, maxReplicas } = bounds;
  return minReplicas === maxReplicas ? String(minReplicas) : `${minReplicas}–${maxReplicas}`;
}
