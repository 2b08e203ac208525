import type { CapacityPool, Cluster, WorkerGroup } from "../../src/cluster/Cluster.ts";
import type { ReplicaNeed } from "../../src/cluster/MilliResources.ts";
import { Fleet } from "../../src/cluster/nodes/Fleet.ts";
import type { FleetNode } from "../../src/cluster/nodes/FleetNode.ts";
import { nodeId } from "../../src/cluster/nodes/NodeId.ts";
import type { BundleGroup } from "../../src/cluster/placement/placeBundles.ts";
import { CloudOffer } from "../../src/cluster/pools/CloudOffer.ts";
import { NodePool } from "../../src/cluster/pools/NodePool.ts";
import { EventLoop } from "../../src/engine/EventLoop.ts";
import { createRandomStreams } from "../../src/engine/RandomStreams.ts";

export function workerGroup(
  changes: Partial<WorkerGroup> & { readonly cpus?: number; readonly gpus?: number; readonly price?: number },
): WorkerGroup {
  const { cpus = 8, gpus = 2, price = 4, ...rest } = changes;
  return {
    name: "gpu",
    instanceType: { name: `${cpus}x${gpus}`, cpus, gpus, pricePerHour: price },
    minNodes: 0,
    maxNodes: 10,
    bootSeconds: { kind: "fixed", value: 100 },
    idleSeconds: 60,
    pool: null,
    market: "on-demand",
    fallbackSeconds: 60,
    ...rest,
  };
}

/** Requests nodes for replicas that need this, one by one. */
export function provide(
  fleet: Fleet,
  needs: readonly ReplicaNeed[],
  groups: readonly BundleGroup[] = [],
): void {
  fleet.provide(
    needs.map((need) => ({ need, count: 1 })),
    groups,
  );
}

/** A loop, pools, and fleets on them that tell what became ready. */
export function fleetBench(capacityPools: readonly CapacityPool[] = []) {
  const loop = new EventLoop({ maxEvents: 1_000_000 });
  const pools = new Map(capacityPools.map((pool) => [pool.name, new NodePool(pool)]));
  const streams = createRandomStreams("fleet");
  const ready: FleetNode[] = [];
  let nodes = 0;
  let countChanges = 0;
  const offer = new CloudOffer();
  const addFleet = (
    version: string,
    workerGroups: readonly WorkerGroup[],
    {
      zones = [],
      placement = "pack",
    }: { readonly zones?: readonly string[]; readonly placement?: "pack" | "spread" } = {},
  ) => {
    const cluster: Cluster = {
      headNode: {
        instanceType: { name: "head", cpus: 2, gpus: 0, pricePerHour: 1 },
        bootSeconds: { kind: "fixed", value: 0 },
      },
      workerGroups,
      gcsExternalStorage: false,
      zones,
      placement,
    };
    return new Fleet({
      loop,
      cluster,
      version,
      streams,
      pools,
      offer,
      rank: 30,
      idleRank: 85,
      nextNodeId: () => nodeId(nodes++),
      onReady: (node) => ready.push(node),
      onCountChange: () => countChanges++,
    });
  };
  return { loop, offer, pools, ready, addFleet, countChanges: () => countChanges };
}
