import type { Cluster } from "../../cluster/Cluster.ts";
import type { Deployment } from "../../serve/Deployment.ts";
import type { KeyPath } from "../KeyPath.ts";
import type { Reporter } from "../Reporter.ts";
import type { ClusterSection } from "../schema/clusterSchema.ts";

/** Warns where the fewest replicas of a version need more GPUs or CPUs than all nodes that its groups may have. */
export function warnIfTooSmall(
  version: { readonly deployments: readonly Deployment[]; readonly cluster: Cluster },
  section: ClusterSection,
  path: KeyPath,
  reporter: Reporter,
): void {
  for (const resource of ["gpus", "cpus"] as const) {
    const needed = version.deployments.reduce(
      (sum, { scaling, resources }) =>
        sum + resources[resource] * (scaling.kind === "static" ? scaling.numReplicas : scaling.minReplicas),
      0,
    );
    const available = version.cluster.workerGroups.reduce((sum, { instanceType, maxNodes, pool }) => {
      const poolNodes = pool === null ? maxNodes : (section.pools[pool]?.maxNodes ?? maxNodes);
      return sum + instanceType[resource] * Math.min(maxNodes, poolNodes);
    }, 0);
    if (needed <= available) continue;
    reporter.warning(
      path,
      `its replicas need ${needed} ${resource === "gpus" ? "GPUs" : "CPUs"}, but its worker groups have at most ${available}: some replicas will never run`,
      "key",
    );
  }
}
