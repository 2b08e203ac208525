import type { Deployment } from "../Deployment.ts";

/**
 * The options of a deployment that are part of its version without restarting it, as text: where they differ, replicas are
 * reconfigured as they run (ray 2.60.0, `DeploymentVersion.__eq__`). Numbers of replicas are not among them.
 */
export function versionOptions({ scaling, ...deployment }: Deployment): string {
  return JSON.stringify([
    scaling.kind === "static" ? null : [scaling.metricsIntervalSeconds, scaling.lookBackPeriodSeconds],
    deployment.maxOngoingRequests,
    deployment.gracefulShutdownTimeoutSeconds,
    deployment.gracefulShutdownWaitLoopSeconds,
    deployment.healthCheckPeriodSeconds,
    deployment.healthCheckTimeoutSeconds,
    deployment.maxConstructorRetries,
    deployment.routing,
    deployment.routePrefix,
  ]);
}
