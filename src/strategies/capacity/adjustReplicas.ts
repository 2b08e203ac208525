import { checkPercent } from "./checkPercent.ts";
import { checkReplicaCount } from "./checkReplicaCount.ts";
import { checkRounding } from "./checkRounding.ts";
import type { Rounding } from "./Rounding.ts";
import { throwIfAny } from "./throwIfAny.ts";

/**
 * How many of `count` replicas run at a capacity of `capacityPercent`.
 *
 * 0 where the count or the capacity is 0, the count itself at 100, otherwise at least 1 and
 * - `"up"`: ⌈count × capacity / 100⌉ (anyscale-update-a-service.txt: "Anyscale rounds up", 7 at 50 % is 4);
 * - `"half-up"`: ⌊count × capacity / 100 + 1/2⌋ (Ray Serve's `target_capacity`).
 *
 * Of a deployment whose replicas start in gangs of `gangSize`, the next whole number of gangs (Ray Serve starts whole
 * gangs alone: ray 2.60.0, `GangSchedulingAutoscalingPolicy` rounds up to them).
 *
 * Exact for every count up to 1,000,000,000.
 *
 * @throws PlanError for a count, a percentage or a gang size that is not a whole number in range.
 */
export function adjustReplicas(
  count: number,
  capacityPercent: number,
  rounding: Rounding,
  gangSize = 1,
): number {
  throwIfAny([
    ...checkReplicaCount(count, { field: "count", least: 0 }),
    ...checkReplicaCount(gangSize, { field: "gangSize", least: 1 }),
    ...checkPercent(capacityPercent, "capacityPercent"),
    ...checkRounding(rounding),
  ]);
  if (count === 0 || capacityPercent === 0) return 0;
  // Whole hundredths: a quotient that is not whole is at least 1/100 away from one, so it cannot be rounded into it.
  const hundredths = count * capacityPercent;
  const adjusted = rounding === "up" ? Math.ceil(hundredths / 100) : Math.floor((hundredths + 50) / 100);
  return Math.ceil(Math.max(1, adjusted) / gangSize) * gangSize;
}
