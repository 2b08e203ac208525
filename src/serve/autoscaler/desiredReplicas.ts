import type { AutoscalingSettings } from "../Deployment.ts";

/**
 * How many replicas bring the requests per replica to `target_ongoing_requests`, with the factors, without delays and
 * bounds. Never decreases as requests increase.
 *
 * Follows ray 2.60.0: `_core_replica_queue_length_policy`, then `_apply_scaling_factors`; in the order of its arithmetic,
 * which decides where the quotient is a whole number.
 *
 * @param options.runningReplicas at least 1.
 */
export function desiredReplicas({
  settings,
  runningReplicas,
  totalRequests,
}: {
  readonly settings: Pick<
    AutoscalingSettings,
    "targetOngoingRequests" | "upscalingFactor" | "downscalingFactor"
  >;
  readonly runningReplicas: number;
  readonly totalRequests: number;
}): number {
  const errorRatio = totalRequests / (settings.targetOngoingRequests * runningReplicas);
  const unscaled = runningReplicas * errorRatio;
  const gap = unscaled - runningReplicas;
  const factor = gap > 0 ? settings.upscalingFactor : settings.downscalingFactor;
  const scaled = Math.ceil(runningReplicas + factor * gap);
  // A small factor must not keep it from shrinking for ever.
  const isStuck = Math.ceil(unscaled) < runningReplicas && scaled === runningReplicas;
  return Math.max(0, isStuck ? scaled - 1 : scaled);
}
