import type { PlannedDeployment, Rounding } from "../rollout/RolloutPlan.ts";
import type { ReplicaBounds, RolloutSplit } from "../rollout/RolloutStep.ts";
import type { VersionRole } from "../simulation/result/VersionRole.ts";
import { expectedReplicas } from "./expectedReplicas.ts";
import { fullBounds } from "./fullBounds.ts";

/**
 * The bounds that a deployment must have in a split, by the documents; on the canary with `initial_replicas` as its floor
 * until the rollout finishes, which it does when nothing is left to the primary.
 */
export function expectedBounds(
  deployment: PlannedDeployment,
  at: { readonly split: RolloutSplit; readonly rounding: Rounding; readonly role: VersionRole },
): ReplicaBounds {
  const full = fullBounds(deployment);
  const { capacityPercent } = at.split[at.role];
  const isFloored = at.role === "canary" && at.split.primary.capacityPercent > 0;
  const least = isFloored ? full.initialReplicas : full.minReplicas;
  return {
    minReplicas: expectedReplicas(least, capacityPercent, at.rounding, full.gangSize),
    maxReplicas: expectedReplicas(full.maxReplicas, capacityPercent, at.rounding, full.gangSize),
  };
}
