import type { PlannedDeployment } from "../rollout/RolloutPlan.ts";
import type { Deployment } from "../serve/Deployment.ts";

/** The deployments as the planner sees them. */
export function plannedDeployments(deployments: readonly Deployment[]): PlannedDeployment[] {
  return deployments.map(plannedDeployment);
}

export function plannedDeployment({ name, scaling, resources }: Deployment): PlannedDeployment {
  const gpusPerReplica = resources.gpus;
  if (scaling.kind === "static") return { name, numReplicas: scaling.numReplicas, gpusPerReplica };
  const { minReplicas, maxReplicas, initialReplicas } = scaling;
  return {
    name,
    autoscaling: { minReplicas, maxReplicas, ...(initialReplicas === null ? {} : { initialReplicas }) },
    gpusPerReplica,
  };
}
