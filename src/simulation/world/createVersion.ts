import type { VersionRole } from "../result/VersionRole.ts";
import type { ServiceVersion } from "../Scenario.ts";
import { configuredDeployments } from "../updates/plannedDeployments.ts";
import type { ClusterWorld } from "./ClusterWorld.ts";
import { createClusterWorld } from "./createClusterWorld.ts";
import { createDeploymentWorld } from "./createDeploymentWorld.ts";
import type { Ground, VersionWorld } from "./World.ts";

/**
 * A version of which nothing runs yet, on a cluster that it shares, or (`null`) one that is made for it. The first one there is
 * makes the ground a world.
 */
export function createVersion(
  ground: Ground,
  definition: ServiceVersion,
  role: VersionRole,
  shared: ClusterWorld | null = null,
): VersionWorld {
  const { loop, statistics } = ground;
  const index = statistics.addVersion(role === "canary" ? 1 : 0);
  const id = `v${index + 1}`;
  const cluster = shared ?? createClusterWorld(ground, definition.cluster, id);
  const version: VersionWorld = {
    index,
    id,
    definition,
    role,
    cluster,
    deployments: [],
    applications: new Map(),
    areApplicationsStale: false,
    everyDeployment: [],
    capacityPercent: 0,
    trafficPercent: 0,
    mirrorPercent: 0,
    wasReady: false,
    isTerminating: false,
    isGone: false,
    slowFactors: [],
    errorPercents: [],
    startUpFaults: [],
    startUpSlowdowns: [],
    runningWatches: [],
    state: "STARTING",
    changes: [{ atSeconds: loop.nowSeconds, state: "STARTING", reason: "deployed" }],
    configurations: [
      { atSeconds: loop.nowSeconds, deployments: configuredDeployments(definition.deployments) },
    ],
  };
  version.deployments = definition.deployments.map((deployment) =>
    createDeploymentWorld(ground, version, deployment),
  );
  ground.versions.push(version);
  cluster.versions.push(version);
  return version;
}
