/** How a deployment fares, as Ray Serve tells it (ray 2.60.0, `DeploymentStatus`). */
export type DeploymentStatus =
  | "UPDATING"
  | "HEALTHY"
  | "UNHEALTHY"
  | "DEPLOY_FAILED"
  | "UPSCALING"
  | "DOWNSCALING";

/** How it came to be so (ray 2.60.0, `DeploymentStatusTrigger`). */
export type DeploymentStatusTrigger =
  | "UNSPECIFIED"
  | "CONFIG_UPDATE_STARTED"
  | "CONFIG_UPDATE_COMPLETED"
  | "UPSCALE_COMPLETED"
  | "DOWNSCALE_COMPLETED"
  | "AUTOSCALING"
  | "REPLICA_STARTUP_FAILED"
  | "DEPLOYMENT_ACTOR_FAILED"
  | "HEALTH_CHECK_FAILED"
  | "INTERNAL_ERROR"
  | "DELETING";

/** What happens to a deployment (ray 2.60.0, `DeploymentStatusInternalTrigger`). */
export type DeploymentEvent =
  | "HEALTHY"
  | "CONFIG_UPDATE"
  | "AUTOSCALE_UP"
  | "AUTOSCALE_DOWN"
  | "MANUALLY_INCREASE_NUM_REPLICAS"
  | "MANUALLY_DECREASE_NUM_REPLICAS"
  | "REPLICA_STARTUP_FAILED"
  | "ROLLING_UPDATE_FAILED"
  | "DEPLOYMENT_ACTOR_FAILED"
  | "HEALTH_CHECK_FAILED"
  | "INTERNAL_ERROR"
  | "DELETE";

/** The status of a deployment, with what brought it there (ray 2.60.0, `DeploymentStatusInfo`). */
export interface DeploymentStatusInfo {
  readonly status: DeploymentStatus;
  readonly trigger: DeploymentStatusTrigger;
  readonly message: string;
}

/** A deployment that has just come into being. */
export const newDeploymentStatus: DeploymentStatusInfo = {
  status: "UPDATING",
  trigger: "CONFIG_UPDATE_STARTED",
  message: "",
};
