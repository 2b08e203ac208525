import type { VersionId } from "./VersionId.ts";

/** One step of a schedule that is known before the rollout begins. */
export interface ScheduledStep {
  readonly name: string;
  readonly versions: readonly ScheduledVersion[];
}

/** Where one version stands once a step is done. */
export interface ScheduledVersion {
  readonly version: VersionId;
  /** Of its configured replicas, 0 to 100. */
  readonly capacityPercent: number;
  /** Of all requests, 0 to 1. */
  readonly trafficFraction: number;
}
