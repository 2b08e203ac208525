import type { Cluster } from "../../cluster/Cluster.ts";
import { describeNodeLack } from "../../cluster/nodes/describeNodeLack.ts";
import { Fleet } from "../../cluster/nodes/Fleet.ts";
import { nodeId } from "../../cluster/nodes/NodeId.ts";
import type { NodeMoment } from "../../cluster/nodes/NodeMoment.ts";
import { TargetGroup } from "../../cluster/TargetGroup.ts";
import type { ClusterWorld } from "./ClusterWorld.ts";
import { ranks } from "./ranks.ts";
import type { Ground } from "./World.ts";

/** A cluster without nodes and versions yet, for the version of that name. */
export function createClusterWorld(world: Ground, definition: Cluster, id: string): ClusterWorld {
  const cluster: ClusterWorld = {
    id,
    definition,
    versions: [],
    fleet: new Fleet({
      loop: world.loop,
      cluster: definition,
      version: id,
      streams: world.streams,
      pools: world.pools,
      offer: world.offer,
      rank: ranks.nodes,
      idleRank: ranks.idleNodes,
      nextNodeId: () => nodeId(world.nodeCount++),
      onReady: () => world.requestReview(),
      onCountChange: () => {
        world.noteHolding();
        if (cluster.definition.compaction !== undefined) world.requestReview();
      },
      onOffer: () => world.requestReview(),
      onMoment: (node, moment) =>
        world.log({
          kind: `node-${moment}`,
          message: `${id}: node ${node.id} of ${node.group.name} ${moments[moment]}`,
          version: id,
          node: node.id,
        }),
      onWait: (lack) =>
        world.log({
          kind: "node-wait",
          message: `${id}: replicas wait for ${describeNodeLack(lack)}`,
          version: id,
        }),
    }),
    placedAtChanges: -1,
    hasControl: false,
    isServing: false,
    headSinceSeconds: null,
    headSeconds: 0,
    headDeaths: 0,
    proxies: [],
    targets: definition.proxies === undefined ? null : new TargetGroup(),
  };
  world.clusters.push(cluster);
  return cluster;
}

const moments: Readonly<Record<NodeMoment, string>> = {
  requested: "is asked for",
  refused: "cannot be had now",
  launched: "is launched",
  ready: "is ready",
  idle: "is idle",
  released: "is released",
  withdrawn: "is no longer asked for",
};
