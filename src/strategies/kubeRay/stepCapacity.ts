/** Where an upgrade in steps stands, in percent. Traffic is `null` as long as the status does not record it. */
export interface UpgradeShares {
  readonly activeCapacity: number;
  readonly activeTraffic: number | null;
  readonly pendingCapacity: number;
  readonly pendingTraffic: number | null;
}

/**
 * The new capacity of one cluster, asked for the pending cluster first and for the active one after it
 * (ray-operator v1.7.0, `reconcileServeTargetCapacity`).
 */
export function stepCapacity(
  shares: UpgradeShares,
  cluster: "active" | "pending",
  { maxSurgePercent, isRollingBack }: { readonly maxSurgePercent: number; readonly isRollingBack: boolean },
): number {
  const { activeCapacity, pendingCapacity } = shares;
  const isAbove = activeCapacity + pendingCapacity > 100;
  const unchanged = cluster === "active" ? activeCapacity : pendingCapacity;
  if (isRollingBack) {
    if (activeCapacity !== (shares.activeTraffic ?? 0)) return unchanged;
    if (isAbove && cluster === "pending") return Math.max(0, pendingCapacity - maxSurgePercent);
    if (!isAbove && cluster === "active") return Math.min(100, activeCapacity + maxSurgePercent);
    return unchanged;
  }
  if (pendingCapacity !== (shares.pendingTraffic ?? 0)) return unchanged;
  if (isAbove && cluster === "active") return Math.max(0, activeCapacity - maxSurgePercent);
  if (!isAbove && cluster === "pending") return Math.min(100, pendingCapacity + maxSurgePercent);
  return unchanged;
}
