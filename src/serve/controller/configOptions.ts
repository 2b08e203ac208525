import type { Deployment } from "../Deployment.ts";

/**
 * The options of a deployment that its config gives, as text: where they differ, Ray Serve sees a changed config
 * (ray 2.60.0, `DeploymentInfo.config_changed`).
 */
export function configOptions(deployment: Deployment): string {
  return JSON.stringify([
    deployment.scaling,
    deployment.maxOngoingRequests,
    deployment.maxQueuedRequests,
    deployment.gracefulShutdownTimeoutSeconds,
    deployment.gracefulShutdownWaitLoopSeconds,
    deployment.healthCheckPeriodSeconds,
    deployment.healthCheckTimeoutSeconds,
    deployment.maxConstructorRetries,
    deployment.rollingUpdateShare,
    deployment.inPlaceSurgePercent,
    deployment.resources,
    deployment.routing,
  ]);
}
