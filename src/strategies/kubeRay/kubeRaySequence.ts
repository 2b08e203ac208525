import { stepCapacity, type UpgradeShares } from "./stepCapacity.ts";
import { stepTraffic } from "./stepTraffic.ts";

/** The same as `UpgradeShares`, with all traffic recorded; percentages. */
export interface KubeRayShares {
  readonly activeCapacity: number;
  readonly activeTraffic: number;
  readonly pendingCapacity: number;
  readonly pendingTraffic: number;
}

/**
 * All shares that an upgrade passes through when the new cluster serves and nobody interferes: the start, then one entry for
 * each change of a capacity or of the traffic. It ends where nothing moves any more: when the old cluster has no capacity
 * left, or at once with a surge or a step of 0.
 */
export function kubeRaySequence(maxSurgePercent: number, stepSizePercent: number): readonly KubeRayShares[] {
  let shares: KubeRayShares = {
    activeCapacity: 100,
    activeTraffic: 100,
    pendingCapacity: 0,
    pendingTraffic: 0,
  };
  const sequence = [shares];
  for (;;) {
    const next = advance(shares, maxSurgePercent, stepSizePercent);
    if (next === null) return sequence;
    sequence.push(next);
    shares = next;
  }
}

function advance(
  shares: KubeRayShares,
  maxSurgePercent: number,
  stepSizePercent: number,
): KubeRayShares | null {
  const isDone = shares.activeCapacity === 0 && shares.pendingTraffic === 100;
  if (isDone) return null;
  const how = { maxSurgePercent, isRollingBack: false };
  const pendingCapacity = stepCapacity(shares, "pending", how);
  if (pendingCapacity !== shares.pendingCapacity) return { ...shares, pendingCapacity };
  const activeCapacity = stepCapacity(shares, "active", how);
  if (activeCapacity !== shares.activeCapacity) return { ...shares, activeCapacity };
  const pendingTraffic = stepTraffic(shares satisfies UpgradeShares, {
    stepSizePercent,
    isRollingBack: false,
    isIntervalOver: true,
    isPendingServing: true,
  });
  if (pendingTraffic === shares.pendingTraffic) return null;
  return { ...shares, pendingTraffic, activeTraffic: 100 - pendingTraffic };
}
