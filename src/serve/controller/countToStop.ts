import { rolloutSize } from "./rolloutSize.ts";

/** How many replicas of a deployment are where, during a heavyweight in-place update. */
export interface InPlaceCounts {
  readonly targetReplicas: number;
  /** `rolling_update_percentage`: above 0, at most 1. */
  readonly rollingUpdateShare: number;
  /** Left out: 1, no gangs. */
  readonly gangSize?: number;
  /** Replicas of the new code that run. */
  readonly newRunning: number;
  /** Replicas of the old code that start or run. */
  readonly oldRunning: number;
  /** Replicas of the old code that drain. */
  readonly oldStopping: number;
}

/**
 * How many more old replicas a heavyweight in-place update stops now: a share of the target at a time, by default a fifth
 * (ray-serve.md, "In-place heavyweight update"; Ray Serve's `_check_and_stop_outdated_version_replicas`).
 */
export function countToStop(counts: InPlaceCounts): number {
  const { targetReplicas, newRunning, oldRunning, oldStopping } = counts;
  // Scaling down comes first.
  if (targetReplicas < oldRunning + oldStopping) return 0;
  const pending = targetReplicas - newRunning - oldRunning;
  return Math.min(Math.max(rolloutSize(counts) - pending, 0), oldRunning);
}
