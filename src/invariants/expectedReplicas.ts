import type { Rounding } from "../rollout/RolloutPlan.ts";

/**
 * How many of `count` replicas a capacity of `capacityPercent` means, by the documents: 0 only if either is 0, else at
 * least 1; rounded up (anyscale-update-a-service.txt) or half up (Ray's `target_capacity`). NaN, which equals nothing and
 * so never passes, where either is not a whole number.
 *
 * Deliberately not the planner's function: an oracle that shares its code would share its mistakes.
 */
export function expectedReplicas(count: number, capacityPercent: number, rounding: Rounding): number {
  if (!Number.isInteger(count) || !Number.isInteger(capacityPercent)) {
    return Number.NaN;
  }
  const hundredths = BigInt(count) * BigInt(capacityPercent);
  if (hundredths === 0n) {
    return 0;
  }
  const added = rounding === "up" ? 99n : 50n;
  const rounded = (hundredths + added) / 100n;
  return rounded === 0n ? 1 : Number(rounded);
}
