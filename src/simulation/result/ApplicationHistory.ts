import type { ApplicationStatus } from "../../serve/controller/applicationStatus.ts";
import type { DeploymentStatus, DeploymentStatusTrigger } from "../../serve/controller/DeploymentStatus.ts";

/** The status of an application of a version from a moment on, as Ray Serve tells it. */
export interface ApplicationStatusChange {
  readonly atSeconds: number;
  readonly status: ApplicationStatus;
  readonly message: string;
}

/** The status of a deployment from a moment on, and how it came to be so. */
export interface DeploymentStatusChange {
  readonly atSeconds: number;
  readonly status: DeploymentStatus;
  readonly trigger: DeploymentStatusTrigger;
  readonly message: string;
}

/** The statuses of one deployment, the first one first. */
export interface DeploymentHistory {
  readonly name: string;
  readonly changes: readonly DeploymentStatusChange[];
}

/** What became of one application of a version. */
export interface ApplicationHistory {
  readonly name: string;
  /** `NOT_STARTED` until the head node is up. */
  readonly changes: readonly ApplicationStatusChange[];
  /** In the order of their making; those that an in-place update took away are among them. */
  readonly deployments: readonly DeploymentHistory[];
}
