import type { RequestCurve } from "./requestCurve.ts";

/**
 * The average of the requests from the start of the curve to now, which is what the autoscaler decides by: it changes
 * with every control loop, also between reports.
 *
 * Follows ray 2.60.0, `_merge_and_aggregate_timeseries` with `aggregation_function` mean. A last sample that is not in
 * the past counts for a millisecond, as there.
 */
export function averageRequests(curve: RequestCurve | null, nowSeconds: number): number {
  if (curve === null) return 0;
  const elapsed = nowSeconds - curve.lastSeconds;
  const lastSeconds = elapsed > 0 ? elapsed : 1e-3;
  const heldSeconds = curve.lastSeconds - curve.fromSeconds;
  // The last level plus what the time before it differs by: a level that never changed is its own average, exactly.
  const excess = curve.requestSeconds - curve.lastRequests * heldSeconds;
  return curve.lastRequests + excess / (heldSeconds + lastSeconds);
}
