import type { PlannedDeployment, StaticDeployment } from "./PlannedDeployment.ts";

/** Whether a deployment has a fixed number of replicas; the others are autoscaled. */
export function isStaticDeployment(deployment: PlannedDeployment): deployment is StaticDeployment {
  return "numReplicas" in deployment && deployment.numReplicas !== undefined;
}
