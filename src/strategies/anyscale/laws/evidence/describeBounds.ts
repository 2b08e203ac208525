import type { ReplicaBounds } from "../../../capacity/ReplicaBounds.ts";

/** The bounds of a deployment in a step as violations name them: `2 to 8 replicas`, or that there are none. */
export function describeBounds(bounds: ReplicaBounds | undefined): string {
  return bounds === undefined ? "no bounds" : `${bounds.minReplicas} to ${bounds.maxReplicas} replicas`;
}
