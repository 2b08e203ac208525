import type { ReplicaWorld } from "../world/World.ts";

/** How fast a replica works, with the faults of its version and its own. */
export function replicaSpeed({ deployment, hurts }: ReplicaWorld): number {
  if (hurts.hangs > 0) return 0;
  const factors = [...deployment.version.slowFactors, ...hurts.slowFactors];
  return 1 / factors.reduce((product, factor) => product * factor, 1);
}
