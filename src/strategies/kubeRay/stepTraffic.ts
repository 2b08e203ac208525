import type { UpgradeShares } from "./stepCapacity.ts";

/**
 * The weight of the pending cluster after one reconcile, in percent; the active one has the rest
 * (ray-operator v1.7.0, `calculateTrafficRoutedPercent`).
 */
export function stepTraffic(
  shares: UpgradeShares,
  how: {
    readonly stepSizePercent: number;
    readonly isRollingBack: boolean;
    /** Of the direction: since the recorded traffic of the cluster that gains changed last. */
    readonly isIntervalOver: boolean;
    /** Whether the pending cluster served when the reconcile began. */
    readonly isPendingServing: boolean;
  },
): number {
  const pendingTraffic = shares.pendingTraffic ?? 0;
  if (how.isRollingBack) {
    const activeTraffic = shares.activeTraffic ?? 100;
    if (activeTraffic === shares.activeCapacity || !how.isIntervalOver) return 100 - activeTraffic;
    return 100 - Math.min(100, activeTraffic + how.stepSizePercent, shares.activeCapacity);
  }
  if (pendingTraffic === shares.pendingCapacity || !how.isIntervalOver || !how.isPendingServing)
    return pendingTraffic;
  return Math.min(100, pendingTraffic + how.stepSizePercent, shares.pendingCapacity);
}
