/**
 * The most that was held of one deployment in both versions at once, and what the surge allows. Where replacements come at
 * once, replicas that stop are counted apart.
 */
export interface HeldReplicas {
  readonly deployment: string;
  readonly fullReplicas: number;
  /** The largest of the plans that were followed, and of those that its configs allow it in place. */
  readonly maxSurgePercent: number;
  readonly peakReplicas: number;
  readonly peakAtSeconds: number;
  /** Most replicas that stopped at once beside those; 0 where they are counted among them. */
  readonly peakStoppingReplicas: number;
}
