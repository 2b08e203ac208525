import type { AutoscalingSettings, StaticScaling } from "../../serve/Deployment.ts";
import type { TargetCapacity } from "./targetCapacity.ts";

/**
 * Replicas or bounds at a `target_capacity` above 0.
 *
 * Follows ray 2.60.0: all of them by `get_capacity_adjusted_num_replicas`, and `get_num_replicas_lower_bound`: while the
 * capacity goes up, `initial_replicas` is the least. Gangs are whole: the next number of them.
 */
export function scaleToCapacity(
  scaling: StaticScaling | AutoscalingSettings,
  { percent, direction }: TargetCapacity,
  gangSize = 1,
): StaticScaling | AutoscalingSettings {
  const adjusted = (count: number) => Math.ceil(capacityAdjusted(count, percent) / gangSize) * gangSize;
  if (scaling.kind === "static") return { ...scaling, numReplicas: adjusted(scaling.numReplicas) };
  const { minReplicas, maxReplicas, initialReplicas } = scaling;
  const least = direction === "up" ? (initialReplicas ?? minReplicas) : minReplicas;
  return {
    ...scaling,
    minReplicas: adjusted(least),
    maxReplicas: adjusted(maxReplicas),
    initialReplicas: initialReplicas === null ? null : adjusted(initialReplicas),
  };
}

/**
 * How many of `count` replicas run at a percentage, which need not be whole: rounded half up, at least 1 where neither is 0.
 *
 * Follows ray 2.60.0, `get_capacity_adjusted_num_replicas`.
 */
export function capacityAdjusted(count: number, percent: number): number {
  if (count === 0 || percent === 0) return 0;
  const hundredths = count * percent;
  // A remainder is exact, which the sum with a half need not be.
  const rest = hundredths % 100;
  const whole = Math.round((hundredths - rest) / 100);
  return Math.max(1, rest >= 50 ? whole + 1 : whole);
}
