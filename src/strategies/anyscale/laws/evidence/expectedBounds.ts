import { fullBounds } from "../../../../invariants/evidence/fullBounds.ts";
import type { VersionRole } from "../../../../simulation/result/VersionRole.ts";
import type { PlannedDeployment } from "../../../capacity/PlannedDeployment.ts";
import type { ReplicaBounds } from "../../../capacity/ReplicaBounds.ts";
import type { RolloutSplit } from "../../../capacity/RolloutSplit.ts";
import type { Rounding } from "../../../capacity/Rounding.ts";
import { expectedReplicas } from "./expectedReplicas.ts";

/** Both versions have capacity: something has still to migrate. */
export function hasBoth({ canary, primary }: RolloutSplit): boolean {
  return canary.capacityPercent > 0 && primary.capacityPercent > 0;
}

/**
 * The bounds that a deployment must have in a split, by the documents: on the canary with `initial_replicas` as its floor for as
 * long as it is the canary, and with a replica at least while both versions have capacity.
 */
export function expectedBounds(
  deployment: PlannedDeployment,
  at: { readonly split: RolloutSplit; readonly rounding: Rounding; readonly role: VersionRole },
): ReplicaBounds {
  const full = fullBounds(deployment);
  const { capacityPercent } = at.split[at.role];
  const floor = at.role === "canary" ? full.initialReplicas : full.minReplicas;
  const least = hasBoth(at.split) && full.maxReplicas > 0 ? Math.max(1, floor) : floor;
  return {
    minReplicas: expectedReplicas(least, capacityPercent, at.rounding, full.gangSize),
    maxReplicas: expectedReplicas(full.maxReplicas, capacityPercent, at.rounding, full.gangSize),
  };
}
