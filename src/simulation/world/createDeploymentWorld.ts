import { newDeploymentStatus } from "../../serve/controller/DeploymentStatus.ts";
import { StartUpBudget } from "../../serve/controller/StartUpBudget.ts";
import type { Deployment } from "../../serve/Deployment.ts";
import { DeploymentReplicas } from "./DeploymentReplicas.ts";
import { placementGroup } from "./placementGroup.ts";
import { replicaNeed } from "./replicaNeed.ts";
import type { DeploymentWorld, Ground, VersionWorld } from "./World.ts";

/** A deployment of a version without replicas yet, and its router. */
export function createDeploymentWorld(
  { path, streams, loop }: Ground,
  version: VersionWorld,
  definition: Deployment,
): DeploymentWorld {
  const deployment: DeploymentWorld = {
    version,
    definition,
    router: path.addRouter({
      version: version.index,
      deployment: definition,
      random: streams.stream(`routing/${version.id}/${definition.name}`),
      overheadRandom: streams.stream(`overhead/${version.id}/${definition.name}`),
    }),
    bounds: { minReplicas: 0, maxReplicas: 0 },
    targetReplicas: 0,
    wantedReplicas: null,
    generation: 0,
    need: replicaNeed(definition),
    group: placementGroup(definition),
    replicas: new DeploymentReplicas(),
    unnoticedDeaths: 0,
    requestedReplicas: 0,
    startedReplicas: 0,
    startUpBudget: new StartUpBudget(),
    retryAtSeconds: 0,
    unhealthySinceSeconds: null,
    autoscaler: {
      memory: { direction: "none", sinceSeconds: loop.nowSeconds },
      metrics: null,
      report: null,
      nextReportSeconds: 0,
      lastCurve: null,
      knownReplicas: new Set(),
      cancelSample: () => {},
      cancelReport: () => {},
      cancelReview: () => {},
      isReporting: false,
    },
    lastTarget: null,
    status: newDeploymentStatus,
    statusChanges: [],
    isRemoved: false,
  };
  version.everyDeployment.push(deployment);
  const { application } = definition;
  if (!version.applications.has(application)) {
    version.applications.set(application, [
      { atSeconds: loop.nowSeconds, status: "NOT_STARTED", message: "" },
    ]);
  }
  return deployment;
}
