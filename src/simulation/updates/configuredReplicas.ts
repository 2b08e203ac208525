import type { Deployment } from "../../serve/Deployment.ts";

/** How many replicas the config asks for; of autoscaled deployments: their least. */
export function configuredReplicas(scaling: Deployment["scaling"]): number {
  return scaling.kind === "static" ? scaling.numReplicas : scaling.minReplicas;
}
