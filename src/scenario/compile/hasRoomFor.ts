import type { CapacityPool } from "../../cluster/Cluster.ts";
import { Fleet } from "../../cluster/nodes/Fleet.ts";
import { nodeId } from "../../cluster/nodes/NodeId.ts";
import { CloudOffer } from "../../cluster/pools/CloudOffer.ts";
import { NodePool } from "../../cluster/pools/NodePool.ts";
import { EventLoop } from "../../engine/EventLoop.ts";
import { createRandomStreams } from "../../engine/RandomStreams.ts";
import type { ServiceVersion } from "../../simulation/Scenario.ts";
import { configuredReplicas } from "../../simulation/updates/configuredReplicas.ts";
import { replicaNeed } from "../../simulation/world/replicaNeed.ts";

/**
 * Whether so many replicas more of a deployment find room on the cluster of a version, beside all that its config asks for: on
 * nodes that are there, or on those that its groups and pools could add at their best.
 */
export function hasRoomFor(
  { deployments, cluster }: ServiceVersion,
  more: { readonly deployment: string; readonly replicas: number },
  pools: readonly CapacityPool[],
): boolean {
  let nodes = 0;
  const fleet = new Fleet({
    loop: new EventLoop({ maxEvents: 1 }),
    cluster,
    version: "v1",
    streams: createRandomStreams("room"),
    pools: new Map(pools.map((pool) => [pool.name, new NodePool({ ...pool, maxNodes: mostOf(pool) })])),
    offer: new CloudOffer(),
    rank: 0,
    idleRank: 0,
    nextNodeId: () => nodeId(nodes++),
    onReady: () => {},
    onCountChange: () => {},
  });
  const needs = deployments.flatMap((deployment) => {
    const added = deployment.name === more.deployment ? more.replicas : 0;
    const need = replicaNeed(deployment);
    return Array.from({ length: configuredReplicas(deployment.scaling) + added }, () => need);
  });
  return fleet.startWith(needs).every((node) => node !== null);
}

function mostOf({ maxNodes, changes = [] }: CapacityPool): number {
  return Math.max(maxNodes, ...changes.map((change) => change.maxNodes));
}
