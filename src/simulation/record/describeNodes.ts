import { describeNodeLack } from "../../cluster/nodes/describeNodeLack.ts";
import type { FleetNode } from "../../cluster/nodes/FleetNode.ts";
import type { NodeUse } from "../result/NodeUse.ts";
import type { NodeWaitRecord } from "../result/NodeWaitRecord.ts";
import type { World } from "../world/World.ts";

/** Every worker node that was ever paid for, cluster by cluster. */
export function describeNodes(world: World): readonly NodeUse[] {
  return world.clusters.flatMap(({ id: version, fleet }) =>
    fleet.nodes.flatMap((node) => describeNode(node, version)),
  );
}

/** What replicas waited for and could not have, cluster by cluster, in the order in which the waits began. */
export function describeNodeWaits({ clusters }: World): readonly NodeWaitRecord[] {
  return clusters.flatMap(({ id: version, fleet }) =>
    fleet.waits.map(({ lack, sinceSeconds, untilSeconds }) => ({
      version,
      lack,
      what: describeNodeLack(lack),
      sinceSeconds,
      untilSeconds,
    })),
  );
}

function describeNode(node: FleetNode, version: string): readonly NodeUse[] {
  const { id, group, market, zone, launchedAtSeconds, peakUsed, replacesNode } = node;
  if (launchedAtSeconds === null) return [];
  return [
    {
      node: id,
      version,
      workerGroup: group.name,
      pool: group.pool,
      market,
      zone,
      requestedAtSeconds: node.requestedAtSeconds,
      launchedAtSeconds,
      readyAtSeconds: node.readyAtSeconds,
      releasedAtSeconds: node.releasedAtSeconds,
      cpus: group.instanceType.cpus,
      gpus: group.instanceType.gpus,
      resources: group.instanceType.resources ?? {},
      peakCpusUsed: peakUsed.milliCpus / 1000,
      peakGpusUsed: peakUsed.milliGpus / 1000,
      peakResourcesUsed: inWhole(peakUsed.custom ?? {}),
      ...(replacesNode === null ? {} : { replacesNode }),
    },
  ];
}

function inWhole(milli: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(milli).map(([name, amount]) => [name, amount / 1000]));
}
