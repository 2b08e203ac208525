import { amountOf } from "../../cluster/amountOf.ts";
import type { Cluster, InstanceType } from "../../cluster/Cluster.ts";
import type { Deployment, ReplicaResources } from "../../serve/Deployment.ts";
import { ownValue } from "../../values/ownValue.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { ClusterSection } from "../schema/clusterSchema.ts";

interface Kind {
  readonly unit: string;
  readonly ofReplica: (resources: ReplicaResources) => number;
  readonly ofNode: (type: InstanceType) => number;
}

/** Warns where the fewest replicas of a version need more than all nodes that its groups may have. */
export function warnIfTooSmall(
  version: { readonly deployments: readonly Deployment[]; readonly cluster: Cluster },
  section: ClusterSection,
  path: KeyPath,
  reporter: Reporter,
): void {
  const { deployments, cluster } = version;
  const nodes = cluster.workerGroups.map(({ instanceType, maxNodes, pool }) => ({
    type: instanceType,
    count: Math.min(
      maxNodes,
      pool === null ? maxNodes : (ownValue(section.pools, pool)?.maxNodes ?? maxNodes),
    ),
  }));
  for (const { unit, ofReplica, ofNode } of kindsOf(deployments)) {
    const needed = deployments.reduce(
      (sum, deployment) => sum + ofReplica(deployment.resources) * leastReplicas(deployment),
      0,
    );
    const available = nodes.reduce((sum, { type, count }) => sum + ofNode(type) * count, 0);
    if (needed <= available) continue;
    reporter.warning(
      path,
      `its replicas need ${Number(needed.toFixed(3))} ${unit}, but its worker groups have at most ${Number(available.toFixed(3))}: some replicas will never run`,
      "key",
    );
  }
  const nodeCount = nodes.reduce((sum, { count }) => sum + count, 0);
  for (const deployment of deployments) {
    const { name, maxReplicasPerNode = Number.POSITIVE_INFINITY } = deployment;
    if (leastReplicas(deployment) <= nodeCount * maxReplicasPerNode) continue;
    reporter.warning(
      path,
      `${name} has ${leastReplicas(deployment)} replicas, at most ${maxReplicasPerNode} on a node, but its worker groups have at most ${nodeCount} nodes: some replicas will never run`,
      "key",
    );
  }
}

const memoryInGib: Kind = {
  unit: "GiB of memory",
  ofReplica: ({ custom }) => amountOf(custom, "memory") / 2 ** 30,
  ofNode: ({ resources }) => amountOf(resources, "memory") / 2 ** 30,
};

function kindsOf(deployments: readonly Deployment[]): readonly Kind[] {
  const names = new Set(deployments.flatMap(({ resources }) => Object.keys(resources.custom ?? {})));
  return [
    { unit: "GPUs", ofReplica: ({ gpus }) => gpus, ofNode: ({ gpus }) => gpus },
    { unit: "CPUs", ofReplica: ({ cpus }) => cpus, ofNode: ({ cpus }) => cpus },
    ...(names.delete("memory") ? [memoryInGib] : []),
    ...[...names].sort().map((name) => ({
      unit: `of ${JSON.stringify(name)}`,
      ofReplica: ({ custom }: ReplicaResources) => amountOf(custom, name),
      ofNode: ({ resources }: InstanceType) => amountOf(resources, name),
    })),
  ];
}

function leastReplicas({ scaling }: Deployment): number {
  return scaling.kind === "static" ? scaling.numReplicas : scaling.minReplicas;
}
