import type { ClusterWorld } from "./ClusterWorld.ts";
import type { DeploymentWorld } from "./World.ts";

/** The deployments of all versions that run on the cluster, those of the oldest version first. */
export function deploymentsOn({ versions }: ClusterWorld): readonly DeploymentWorld[] {
  const [only, ...others] = versions;
  if (only !== undefined && others.length === 0) return only.deployments;
  return versions.flatMap(({ deployments }) => deployments);
}
