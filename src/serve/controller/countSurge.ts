import { rolloutSize } from "./rolloutSize.ts";

/** How many replicas of a deployment are where, during a heavyweight in-place update that starts new ones first. */
export interface SurgeCounts {
  readonly targetReplicas: number;
  /** `rolling_update_percentage`: above 0, at most 1. */
  readonly rollingUpdateShare: number;
  /** The deployment's own `max_surge_percent`: above 0, at most 100. */
  readonly surgePercent: number;
  /** Left out: 1, no gangs. */
  readonly gangSize?: number;
  /** Replicas of the new code that start or run. */
  readonly newActive: number;
  readonly newRunning: number;
  /** Replicas of the old code that do not run yet. */
  readonly oldStarting: number;
  readonly oldRunning: number;
  /** Replicas that drain and are to be counted as held; Ray Serve counts none. */
  readonly countedStopping: number;
}

/** What an in-place update with a surge of its own starts and stops now. Counts. */
export interface SurgeMoves {
  readonly start: number;
  /** Of the old code. */
  readonly stopStarting: number;
  readonly stopRunning: number;
}

/**
 * With a `max_surge_percent` of the deployment, a heavyweight in-place update starts new replicas beyond the target, and
 * stops old ones when more run than wanted (ray 2.60.0, `_surge_replicas_to_start` and `_surge_replicas_to_stop`).
 */
export function countSurge(counts: SurgeCounts): SurgeMoves {
  const {
    targetReplicas,
    surgePercent,
    newActive,
    newRunning,
    oldStarting,
    oldRunning,
    gangSize = 1,
  } = counts;
  const share = Math.floor((surgePercent * targetReplicas + 99) / 100);
  const surge = Math.ceil(share / gangSize) * gangSize;
  const active = newActive + oldStarting + oldRunning + counts.countedStopping;
  const room = Math.max(0, Math.min(targetReplicas - newActive, surge + targetReplicas - active));
  const start = Math.floor(room / gangSize) * gangSize;
  const size = rolloutSize(counts);
  const stopStarting = Math.min(oldStarting, size);
  const surplus = Math.max(newRunning + oldRunning - targetReplicas, 0);
  return {
    start,
    stopStarting,
    stopRunning: Math.min(oldRunning, surplus, size - stopStarting),
  };
}
