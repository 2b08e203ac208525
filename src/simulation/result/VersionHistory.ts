import type { PlannedDeployment } from "../../strategies/capacity/PlannedDeployment.ts";
import type { VersionState } from "../../strategies/ServiceRules.ts";
import type { ApplicationHistory } from "./ApplicationHistory.ts";
import type { StateChange } from "./StateChange.ts";

/** One version of the service, and what became of it. */
export interface VersionHistory {
  /** `v1`, `v2`, … in the order of deployment. */
  readonly id: string;
  /** What people call it; left out: it is numbered. */
  readonly name?: string;
  /** The version for which the cluster was made that it runs on, and whose nodes these are told to be. Left out: itself. */
  readonly onClusterOf?: string;
  readonly changes: readonly StateChange<VersionState>[];
  /** What it had of capacity, traffic and copies, as commanded, from each moment on at which that changed. */
  readonly shares: readonly VersionLevels[];
  /** What it was told to run: once when it is deployed, then once more for each in-place update. */
  readonly configurations: readonly VersionConfiguration[];
  /** What became of its applications and their deployments, as Ray Serve tells it; in the order of their making. */
  readonly applications: readonly ApplicationHistory[];
}

/** What a version has from a moment on, in percent: capacity of its configured replicas, traffic and copies of all requests. */
export interface VersionLevels {
  readonly atSeconds: number;
  readonly capacityPercent: number;
  readonly trafficPercent: number;
  readonly mirrorPercent: number;
}

/** The deployments of a version as configured (at 100 % capacity) from a moment on. */
export interface VersionConfiguration {
  readonly atSeconds: number;
  readonly deployments: readonly ConfiguredDeployment[];
}

/** What is planned with, and the surge that an in-place update of the deployment may use (0 where it is left out). */
export type ConfiguredDeployment = PlannedDeployment & { readonly inPlaceSurgePercent?: number };
