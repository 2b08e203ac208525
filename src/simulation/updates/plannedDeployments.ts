import type { Deployment } from "../../serve/Deployment.ts";
import type { PlannedDeployment } from "../../strategies/capacity/PlannedDeployment.ts";
import type { ConfiguredDeployment } from "../result/VersionHistory.ts";

/** The deployments as the planner sees them. */
export function plannedDeployments(deployments: readonly Deployment[]): PlannedDeployment[] {
  return deployments.map(plannedDeployment);
}

/** The same as a result tells them. */
export function configuredDeployments(deployments: readonly Deployment[]): ConfiguredDeployment[] {
  return deployments.map((deployment) => {
    const { inPlaceSurgePercent } = deployment;
    const planned = plannedDeployment(deployment);
    return inPlaceSurgePercent === undefined ? planned : { ...planned, inPlaceSurgePercent };
  });
}

/** A deployment as the planner sees it: its replicas, without what they do. */
export function plannedDeployment({ name, scaling, resources, gang }: Deployment): PlannedDeployment {
  const each = {
    gpusPerReplica: resources.gpus,
    ...(gang === undefined ? {} : { gangSize: gang.size }),
  };
  if (scaling.kind === "static") return { name, numReplicas: scaling.numReplicas, ...each };
  const { minReplicas, maxReplicas, initialReplicas } = scaling;
  return {
    name,
    autoscaling: { minReplicas, maxReplicas, ...(initialReplicas === null ? {} : { initialReplicas }) },
    ...each,
  };
}
