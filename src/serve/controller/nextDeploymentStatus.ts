import type {
  DeploymentEvent,
  DeploymentStatus,
  DeploymentStatusInfo,
  DeploymentStatusTrigger,
} from "./DeploymentStatus.ts";

type Next = readonly [DeploymentStatus, DeploymentStatusTrigger];

/** Whatever the status is. */
const always: Partial<Record<DeploymentEvent, Next>> = {
  INTERNAL_ERROR: ["UNHEALTHY", "INTERNAL_ERROR"],
  DELETE: ["UPDATING", "DELETING"],
  ROLLING_UPDATE_FAILED: ["DEPLOY_FAILED", "REPLICA_STARTUP_FAILED"],
};

const updateStarted: Next = ["UPDATING", "CONFIG_UPDATE_STARTED"];
const recovered: Next = ["HEALTHY", "UNSPECIFIED"];

/** By the status; of those that scale, what does not depend on why. */
const transitions: Readonly<Record<DeploymentStatus, Partial<Record<DeploymentEvent, Next>>>> = {
  UPDATING: {
    HEALTHY: ["HEALTHY", "CONFIG_UPDATE_COMPLETED"],
    CONFIG_UPDATE: updateStarted,
    AUTOSCALE_UP: ["UPSCALING", "AUTOSCALING"],
    AUTOSCALE_DOWN: ["DOWNSCALING", "AUTOSCALING"],
    HEALTH_CHECK_FAILED: ["DEPLOY_FAILED", "HEALTH_CHECK_FAILED"],
    REPLICA_STARTUP_FAILED: ["DEPLOY_FAILED", "REPLICA_STARTUP_FAILED"],
    DEPLOYMENT_ACTOR_FAILED: ["DEPLOY_FAILED", "DEPLOYMENT_ACTOR_FAILED"],
  },
  UPSCALING: {
    HEALTHY: ["HEALTHY", "UPSCALE_COMPLETED"],
    CONFIG_UPDATE: updateStarted,
    HEALTH_CHECK_FAILED: ["UNHEALTHY", "HEALTH_CHECK_FAILED"],
    REPLICA_STARTUP_FAILED: ["UNHEALTHY", "REPLICA_STARTUP_FAILED"],
  },
  DOWNSCALING: {
    HEALTHY: ["HEALTHY", "DOWNSCALE_COMPLETED"],
    CONFIG_UPDATE: updateStarted,
    HEALTH_CHECK_FAILED: ["UNHEALTHY", "HEALTH_CHECK_FAILED"],
    REPLICA_STARTUP_FAILED: ["UNHEALTHY", "REPLICA_STARTUP_FAILED"],
  },
  HEALTHY: {
    CONFIG_UPDATE: updateStarted,
    MANUALLY_INCREASE_NUM_REPLICAS: ["UPSCALING", "CONFIG_UPDATE_STARTED"],
    MANUALLY_DECREASE_NUM_REPLICAS: ["DOWNSCALING", "CONFIG_UPDATE_STARTED"],
    AUTOSCALE_UP: ["UPSCALING", "AUTOSCALING"],
    AUTOSCALE_DOWN: ["DOWNSCALING", "AUTOSCALING"],
    HEALTH_CHECK_FAILED: ["UNHEALTHY", "HEALTH_CHECK_FAILED"],
  },
  UNHEALTHY: {
    HEALTHY: recovered,
    CONFIG_UPDATE: updateStarted,
    HEALTH_CHECK_FAILED: ["UNHEALTHY", "HEALTH_CHECK_FAILED"],
    REPLICA_STARTUP_FAILED: ["UNHEALTHY", "REPLICA_STARTUP_FAILED"],
  },
  DEPLOY_FAILED: {
    HEALTHY: recovered,
    CONFIG_UPDATE: updateStarted,
    HEALTH_CHECK_FAILED: ["DEPLOY_FAILED", "HEALTH_CHECK_FAILED"],
    REPLICA_STARTUP_FAILED: ["DEPLOY_FAILED", "REPLICA_STARTUP_FAILED"],
    DEPLOYMENT_ACTOR_FAILED: ["DEPLOY_FAILED", "DEPLOYMENT_ACTOR_FAILED"],
  },
};

/** While a deployment scales already: an autoscaler may change its mind, and a config update takes over from it. */
function whileScaling(trigger: DeploymentStatusTrigger, event: DeploymentEvent): Next | undefined {
  if (trigger !== "AUTOSCALING" && trigger !== "CONFIG_UPDATE_STARTED") return undefined;
  switch (event) {
    case "AUTOSCALE_UP":
      return trigger === "AUTOSCALING" ? ["UPSCALING", trigger] : undefined;
    case "AUTOSCALE_DOWN":
      return trigger === "AUTOSCALING" ? ["DOWNSCALING", trigger] : undefined;
    case "MANUALLY_INCREASE_NUM_REPLICAS":
      return ["UPSCALING", "CONFIG_UPDATE_STARTED"];
    case "MANUALLY_DECREASE_NUM_REPLICAS":
      return ["DOWNSCALING", "CONFIG_UPDATE_STARTED"];
    default:
      return undefined;
  }
}

/**
 * The status of a deployment after something has happened to it; the same where that changes nothing
 * (ray 2.60.0, `DeploymentStatusInfo.handle_transition`).
 */
export function nextDeploymentStatus(
  present: DeploymentStatusInfo,
  event: DeploymentEvent,
  message = "",
): DeploymentStatusInfo {
  const isScaling = present.status === "UPSCALING" || present.status === "DOWNSCALING";
  const next =
    always[event] ??
    transitions[present.status][event] ??
    (isScaling ? whileScaling(present.trigger, event) : undefined);
  if (next === undefined) return present;
  const [status, trigger] = next;
  return { status, trigger, message };
}
