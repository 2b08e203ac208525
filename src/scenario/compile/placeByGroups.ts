import type { Cluster } from "../../cluster/Cluster.ts";
import type { Deployment } from "../../serve/Deployment.ts";
import type { Reporter } from "../problems/Reporter.ts";

/**
 * Ray Serve packs no replicas of a cluster where some deployment has a placement group that is not STRICT_PACK, and compacts
 * no nodes of it (ray 2.60.0, `DeploymentScheduler._use_pack_strategy`).
 */
export function placeByGroups(
  cluster: Cluster,
  deployments: readonly Deployment[],
  reporter: Reporter,
): Cluster {
  const name = deployments.find(
    ({ placementGroup, gang }) =>
      placementGroup !== undefined && (gang !== undefined || placementGroup.strategy !== "STRICT_PACK"),
  )?.name;
  if (name === undefined || cluster.placement === "spread") return cluster;
  const why = `Ray Serve packs no replicas of a cluster with a placement group that is not STRICT_PACK, as ${name} has one`;
  const { compaction, ...others } = cluster;
  if (compaction === undefined) {
    reporter.note(["cluster", "placement"], `${why}: they go round the nodes`);
  } else {
    reporter.warning(["cluster", "compaction"], `has no effect: ${why}`);
  }
  return { ...others, placement: "spread" };
}
