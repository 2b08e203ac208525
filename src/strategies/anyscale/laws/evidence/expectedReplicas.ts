import type { Rounding } from "../../../capacity/Rounding.ts";

/**
 * How many of `count` replicas a capacity of `capacityPercent` means, by the documents: 0 only if either is 0, else at
 * least 1; rounded up (anyscale-update-a-service.txt) or half up (Ray's `target_capacity`). NaN, which equals nothing and
 * so never passes, where either is not a whole number. Of a deployment with gangs, the next whole number of gangs (ray 2.60.0
 * starts no others).
 *
 * Deliberately not the planner's function: an oracle that shares its code would share its mistakes.
 */
export function expectedReplicas(
  count: number,
  capacityPercent: number,
  rounding: Rounding,
  gangSize = 1,
): number {
  if (![count, capacityPercent, gangSize].every(Number.isInteger) || gangSize < 1) {
    return Number.NaN;
  }
  const hundredths = BigInt(count) * BigInt(capacityPercent);
  if (hundredths === 0n) {
    return 0;
  }
  const added = rounding === "up" ? 99n : 50n;
  const rounded = Number((hundredths + added) / 100n) || 1;
  const beyond = rounded % gangSize;
  return beyond === 0 ? rounded : rounded - beyond + gangSize;
}
