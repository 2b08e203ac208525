import type { VersionId } from "../VersionId.ts";
import type { DeploymentOptions } from "./deploymentOptionsSchema.ts";

/** One Deployment of Kubernetes with its ReplicaSets, as the API server holds them. */
export interface DeploymentObject {
  readonly name: string;
  readonly options: DeploymentOptions;
  /** `spec.replicas`. */
  readonly replicas: number;
  readonly isPaused: boolean;
  /** Whose pod template the Deployment has. */
  readonly template: VersionId;
  /** In the order in which they were made, those without replicas included. */
  readonly sets: readonly ReplicaSet[];
  readonly status: DeploymentStatus;
  /** The condition `Progressing`; `null`: it is not set. */
  readonly progressing: ProgressCondition | null;
}

/** The spec and the annotations of one ReplicaSet. */
export interface ReplicaSet {
  readonly version: VersionId;
  readonly revision: number;
  /** `spec.replicas`. */
  readonly replicas: number;
  /** The annotation `desired-replicas`: those of the Deployment when this set was scaled last. */
  readonly desiredReplicas: number;
  /** The annotation `max-replicas`: the same with the surge. */
  readonly maxReplicas: number;
}

/** The status of one ReplicaSet: pods that terminate count nowhere but in `terminating`. */
export interface ReplicaSetStatus {
  readonly replicas: number;
  readonly ready: number;
  /** Ready for at least `minReadySeconds`. */
  readonly available: number;
  readonly terminating: number;
}

/** What the controller writes into the status of a Deployment (apps/v1). */
export interface DeploymentStatus {
  readonly replicas: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
}

export type ProgressReason =
  | "NewReplicaSetCreated"
  | "FoundNewReplicaSet"
  | "ReplicaSetUpdated"
  | "NewReplicaSetAvailable"
  | "ProgressDeadlineExceeded"
  | "DeploymentPaused"
  | "DeploymentResumed";

/** The condition `Progressing` of a Deployment. */
export interface ProgressCondition {
  readonly status: "True" | "False" | "Unknown";
  readonly reason: ProgressReason;
  readonly updatedAtSeconds: number;
}

/** Sees the status of the ReplicaSet of a version. */
export type SeesStatus = (version: VersionId) => ReplicaSetStatus;
