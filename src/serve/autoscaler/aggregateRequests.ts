import type { AggregationFunction } from "../Deployment.ts";
import { averageRequests } from "./averageRequests.ts";
import type { RequestCurve } from "./requestCurve.ts";

/**
 * The requests that the autoscaler decides by: over the time from the start of the curve to now their average, or the most or
 * the least of their levels, which change with reports alone.
 *
 * Follows ray 2.60.0, `_merge_and_aggregate_timeseries` and `aggregate_timeseries`.
 */
export function aggregateRequests(
  curve: RequestCurve | null,
  nowSeconds: number,
  aggregation: AggregationFunction = "mean",
): number {
  switch (aggregation) {
    case "mean":
      return averageRequests(curve, nowSeconds);
    case "max":
      return curve?.mostRequests ?? 0;
    case "min":
      return curve?.leastRequests ?? 0;
    default:
      return aggregation satisfies never;
  }
}
