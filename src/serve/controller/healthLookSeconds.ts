import { controlLoopSeconds } from "./controlLoopSeconds.ts";

/** ray 2.60.0: DEFAULT_REQUEST_ROUTING_STATS_PERIOD_S; the controller goes by the shorter of this and the check period. */
const routingStatsPeriodSeconds = 10;
/** ray 2.60.0: RAY_SERVE_CONTROLLER_HEALTH_CHECK_RECONCILIATION_FRACTION. */
const sweepFraction = 0.5;

/**
 * How often the controller looks whether it is time for a replica's next health check: at every loop it looks at so many
 * of a deployment's running replicas, in turn, that it has been at all of them within half a period
 * (ray 2.60.0, `DeploymentState._dirty_set_active_pairs`).
 */
export function healthLookSeconds(options: {
  readonly runningReplicas: number;
  readonly periodSeconds: number;
}): number {
  const { runningReplicas, periodSeconds } = options;
  const sweepSeconds = sweepFraction * Math.min(periodSeconds, routingStatsPeriodSeconds);
  const loops = Math.max(1, Math.floor(sweepSeconds / controlLoopSeconds));
  const replicasPerLoop = Math.max(1, Math.ceil(runningReplicas / loops));
  return controlLoopSeconds * Math.max(1, Math.ceil(runningReplicas / replicasPerLoop));
}
