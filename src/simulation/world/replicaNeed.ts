import type { ReplicaNeed } from "../../cluster/MilliResources.ts";
import type { Deployment, ReplicaResources } from "../../serve/Deployment.ts";

/** What a replica of the deployment asks of its node. */
export function replicaNeed({ name, resources, maxReplicasPerNode }: Deployment): ReplicaNeed {
  return {
    ...resourcesNeed(resources),
    ...(maxReplicasPerNode === undefined
      ? {}
      : { limit: { deployment: name, maxReplicas: maxReplicasPerNode } }),
  };
}

/** The same without the limit of its deployment. */
export function resourcesNeed({ cpus, gpus, custom, groups }: ReplicaResources): ReplicaNeed {
  return {
    milliCpus: Math.round(cpus * 1000),
    milliGpus: Math.round(gpus * 1000),
    ...(custom === undefined
      ? {}
      : {
          custom: Object.fromEntries(
            Object.entries(custom).map(([key, amount]) => [key, Math.round(amount * 1000)]),
          ),
        }),
    ...(groups === undefined ? {} : { groups: new Set(groups) }),
  };
}
