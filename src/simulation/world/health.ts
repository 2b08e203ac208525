import { deployFailure } from "../versions/deployFailure.ts";
import type { DeploymentWorld, VersionWorld } from "./World.ts";

/** Replicas that run, of whatever code. */
export function countRunning(deployment: DeploymentWorld): number {
  return deployment.replicas.count("running");
}

/** Replicas that hold room on a node: starting, running or draining. */
export function countHeld(deployment: DeploymentWorld): number {
  return deployment.replicas.held;
}

/** As above, but without those that are moved to another node: their replacements count in their place. */
export function countHeldOnce(deployment: DeploymentWorld): number {
  const { replicas } = deployment;
  return replicas.countOnce("starting") + replicas.countOnce("running") + replicas.countOnce("draining");
}

/** Replicas that drain, and are not counted out already because they are moved. */
export function countStopping(deployment: DeploymentWorld): number {
  return deployment.replicas.countOnce("draining");
}

/** Every deployment runs at least its least number of replicas at the present capacity, none of them known to be ill. */
export function isReady(version: VersionWorld): boolean {
  const { cluster } = version;
  return (
    !version.isGone &&
    cluster.isServing &&
    deployFailure(version) === null &&
    (cluster.targets === null || cluster.proxies.some(({ state }) => state === "healthy")) &&
    version.deployments.every(
      (deployment) =>
        deployment.unhealthySinceSeconds === null &&
        countRunning(deployment) >= deployment.bounds.minReplicas,
    )
  );
}

/** The version holds no more replicas than its present capacity allows, those that drain included. */
export function isSettled(version: VersionWorld): boolean {
  return version.deployments.every((deployment) => countHeld(deployment) <= deployment.bounds.maxReplicas);
}

/** Since when some deployment has been unhealthy; `null`: none is. */
export function unhealthySince(version: VersionWorld): number | null {
  let since: number | null = null;
  for (const { unhealthySinceSeconds } of version.deployments) {
    if (unhealthySinceSeconds !== null)
      since = Math.min(since ?? unhealthySinceSeconds, unhealthySinceSeconds);
  }
  return since;
}
