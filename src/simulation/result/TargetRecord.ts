import type { VersionRole } from "./VersionRole.ts";

/**
 * Replicas of a deployment against its bounds: one record at the start of its version, and one at the very moment of each
 * later change of any field (so also when a rollback sets the canary's to 0, and when the canary becomes the primary).
 */
export interface TargetRecord {
  readonly atSeconds: number;
  readonly version: string;
  readonly role: VersionRole;
  readonly deployment: string;
  /** The capacity of its version at that moment, from which the bounds below follow. */
  readonly capacityPercent: number;
  readonly targetReplicas: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
}
