import type { EventLoop } from "../engine/EventLoop.ts";
import type { RandomStreams } from "../engine/RandomStreams.ts";
import { sample } from "../engine/sample.ts";
import type { CloudOffer } from "./CloudOffer.ts";
import type { Cluster, WorkerGroup } from "./Cluster.ts";
import { choosePlacement, fits, type MilliResources } from "./choosePlacement.ts";
import { chooseZone } from "./chooseZone.ts";
import { NodePool } from "./NodePool.ts";

/**
 * A node: `waiting` for its pool, `booting`, `ready`, `leaving` (preempted, with a warning: takes no new replicas) or
 * `gone`.
 */
export interface FleetNode {
  readonly id: number;
  readonly group: WorkerGroup;
  /** What it is, or is to be. */
  market: "on-demand" | "spot";
  /** From its launch on; `null` where zones play no part. */
  zone: string | null;
  state: "waiting" | "booting" | "ready" | "leaving" | "gone";
  free: MilliResources;
  replicaCount: number;
  readonly requestedAtSeconds: number;
  /** Since when it is paid for. */
  launchedAtSeconds: number | null;
  releasedAtSeconds: number | null;
  peakUsed: MilliResources;
  cancelTimer: () => void;
}

/** The worker nodes of one cluster: requested for replicas, booted, filled, released when idle. */
export class Fleet {
  /** Every node there was, by number. */
  readonly nodes: FleetNode[] = [];
  /** Those that are not gone. */
  #present: FleetNode[] = [];
  readonly #loop: EventLoop;
  readonly #cluster: Cluster;
  readonly #version: string;
  readonly #streams: RandomStreams;
  readonly #pools: ReadonlyMap<string, NodePool>;
  readonly #rank: number;
  readonly #idleRank: number;
  readonly #nextNodeId: () => number;
  readonly #onReady: (node: FleetNode) => void;
  readonly #onCountChange: () => void;
  readonly #offer: CloudOffer;
  /** Of the groups without a pool: never empty, but a zone or the spot market may be closed. */
  readonly #unlimited = new NodePool({ name: "", maxNodes: Number.POSITIVE_INFINITY });
  readonly #bootCounts = new Map<string, number>();

  constructor(options: {
    readonly loop: EventLoop;
    readonly cluster: Cluster;
    readonly version: string;
    readonly streams: RandomStreams;
    readonly pools: ReadonlyMap<string, NodePool>;
    readonly offer: CloudOffer;
    readonly rank: number;
    /** Rank of the release of idle nodes: after replicas have been placed, so that a node that has just come is not idle. */
    readonly idleRank: number;
    readonly nextNodeId: () => number;
    readonly onReady: (node: FleetNode) => void;
    /** Called when a node starts or stops being held. */
    readonly onCountChange: () => void;
  }) {
    this.#loop = options.loop;
    this.#cluster = options.cluster;
    this.#version = options.version;
    this.#streams = options.streams;
    this.#pools = options.pools;
    this.#offer = options.offer;
    this.#offer.onOpen(() => {
      for (const pool of [...this.#pools.values(), this.#unlimited]) pool.retry();
    });
    this.#rank = options.rank;
    this.#idleRank = options.idleRank;
    this.#nextNodeId = options.nextNodeId;
    this.#onReady = options.onReady;
    this.#onCountChange = options.onCountChange;
  }

  /** Nodes that are paid for. */
  heldNodes(): FleetNode[] {
    return this.#present.filter((node) => node.launchedAtSeconds !== null);
  }

  /** Nodes that are there at the start: room for these needs, and `min_nodes`; ready, without boot time. */
  startWith(needs: readonly MilliResources[]): (FleetNode | null)[] {
    for (const group of this.#cluster.workerGroups) {
      for (let i = 0; i < group.minNodes; i++) this.#addReadyNode(group);
    }
    return needs.map((need) => {
      const node = this.place(need);
      if (node !== null) return node;
      const group = this.#groupFor(need);
      if (group === null) return null;
      const pool = this.#poolOf(group);
      if (pool.inUse >= pool.maxNodes) return null;
      this.#addReadyNode(group);
      return this.place(need);
    });
  }

  /** The cluster's head is up: `min_nodes` are requested. */
  open(): void {
    for (const group of this.#cluster.workerGroups) {
      for (let i = this.#countOf(group); i < group.minNodes; i++) this.#request(group);
    }
  }

  /** Reserves room on a ready node; `null` where there is none. */
  place(need: MilliResources): FleetNode | null {
    const id = choosePlacement(
      need,
      this.#present.filter((node) => node.state === "ready"),
    );
    const node = this.#present.find((candidate) => candidate.id === id);
    if (node === undefined) return null;
    node.cancelTimer();
    node.replicaCount++;
    this.#setFree(node, {
      milliCpus: node.free.milliCpus - need.milliCpus,
      milliGpus: node.free.milliGpus - need.milliGpus,
    });
    return node;
  }

  /** Gives the room of a replica back; an empty node is released after its idle time. */
  free(node: FleetNode, need: MilliResources): void {
    node.replicaCount--;
    this.#setFree(node, {
      milliCpus: node.free.milliCpus + need.milliCpus,
      milliGpus: node.free.milliGpus + need.milliGpus,
    });
    if (node.replicaCount === 0 && node.state === "ready") this.#startIdleTimer(node);
  }

  /**
   * Requests as many nodes as these replicas need beyond those that are coming, and takes back requests that wait at a
   * pool and are no longer needed. A node lost below `min_nodes` is replaced.
   */
  provide(needs: readonly MilliResources[]): void {
    this.open();
    const coming = this.#present
      .filter((node) => node.state === "booting" || node.state === "waiting")
      .map((node) => ({ node, free: capacityOf(node.group), isNeeded: false }));
    for (const need of needs) {
      const room = coming.find((candidate) => fits(need, candidate.free));
      if (room !== undefined) {
        room.free = minus(room.free, need);
        room.isNeeded = true;
        continue;
      }
      const group = this.#groupFor(need);
      if (group === null) continue;
      const node = this.#request(group);
      coming.push({ node, free: minus(capacityOf(group), need), isNeeded: true });
    }
    for (const { node, isNeeded } of coming) {
      if (!isNeeded && node.state === "waiting" && this.#countOf(node.group) > node.group.minNodes) {
        this.release(node);
      }
    }
  }

  /** The node is gone from now on: released, lost or preempted. Its replicas are the caller's to deal with. */
  release(node: FleetNode): void {
    if (node.state === "gone") return;
    node.cancelTimer();
    const pool = this.#poolOf(node.group);
    const wasHeld = node.launchedAtSeconds !== null;
    node.state = "gone";
    node.releasedAtSeconds = this.#loop.nowSeconds;
    this.#present = this.#present.filter((other) => other !== node);
    if (wasHeld) pool.giveBack();
    else pool.withdraw(node.id);
    if (wasHeld) this.#onCountChange();
  }

  /** The cluster is terminated. */
  releaseAll(): void {
    // Those that wait first: a node given back must not go to a cluster that is going away.
    const isWaiting = (node: FleetNode) => node.state === "waiting";
    for (const node of this.#present.filter(isWaiting)) this.release(node);
    for (const node of [...this.#present]) this.release(node);
  }

  #addReadyNode(group: WorkerGroup): void {
    this.#poolOf(group).takeAtStart();
    const node = this.#newNode(group, "ready");
    node.zone = this.#chooseZone(group);
    node.launchedAtSeconds = this.#loop.nowSeconds;
    this.#startIdleTimer(node);
    this.#onCountChange();
  }

  #request(group: WorkerGroup): FleetNode {
    const node = this.#newNode(group, "waiting");
    const ordinal = (this.#bootCounts.get(group.name) ?? 0) + 1;
    this.#bootCounts.set(group.name, ordinal);
    const launch = () => {
      const random = this.#streams.stream(`boot/${this.#version}/${group.name}/${ordinal}`);
      node.cancelTimer();
      node.state = "booting";
      node.zone = this.#chooseZone(group);
      node.launchedAtSeconds = this.#loop.nowSeconds;
      this.#onCountChange();
      const readyAtSeconds = this.#loop.nowSeconds + sample(group.bootSeconds, random);
      node.cancelTimer = this.#loop.at(readyAtSeconds, this.#rank, () => {
        node.state = "ready";
        this.#startIdleTimer(node);
        this.#onReady(node);
      });
    };
    const pool = this.#poolOf(group);
    pool.request(node.id, launch, () => this.#canLaunch(node));
    if (group.market === "prefer-spot" && node.state === "waiting") {
      node.cancelTimer = this.#loop.at(this.#loop.nowSeconds + group.fallbackSeconds, this.#rank, () => {
        node.market = "on-demand";
        pool.retry();
      });
    }
    return node;
  }

  #canLaunch({ group, market }: FleetNode): boolean {
    if (market === "spot" && !this.#offer.hasSpot) return false;
    return this.#cluster.zones.length === 0 || this.#chooseZone(group) !== null;
  }

  #chooseZone(group: WorkerGroup): string | null {
    return chooseZone(
      this.#cluster.zones.map((name) => ({
        name,
        isUp: this.#offer.hasZone(name),
        nodeCount: this.#present.filter((node) => node.group === group && node.zone === name).length,
      })),
    );
  }

  #newNode(group: WorkerGroup, state: "waiting" | "ready"): FleetNode {
    const node: FleetNode = {
      id: this.#nextNodeId(),
      group,
      market: group.market === "on-demand" ? "on-demand" : "spot",
      zone: null,
      state,
      free: capacityOf(group),
      replicaCount: 0,
      requestedAtSeconds: this.#loop.nowSeconds,
      launchedAtSeconds: null,
      releasedAtSeconds: null,
      peakUsed: { milliCpus: 0, milliGpus: 0 },
      cancelTimer: () => {},
    };
    this.nodes.push(node);
    this.#present.push(node);
    return node;
  }

  #startIdleTimer(node: FleetNode): void {
    node.cancelTimer = this.#loop.at(this.#loop.nowSeconds + node.group.idleSeconds, this.#idleRank, () => {
      if (this.#countOf(node.group) > node.group.minNodes) this.release(node);
    });
  }

  #setFree(node: FleetNode, free: MilliResources): void {
    node.free = free;
    const capacity = capacityOf(node.group);
    node.peakUsed = {
      milliCpus: Math.max(node.peakUsed.milliCpus, capacity.milliCpus - free.milliCpus),
      milliGpus: Math.max(node.peakUsed.milliGpus, capacity.milliGpus - free.milliGpus),
    };
  }

  /** The cheapest group that the replica fits in and that may still grow; ties by the order of the config. */
  #groupFor(need: MilliResources): WorkerGroup | null {
    let best: WorkerGroup | null = null;
    for (const group of this.#cluster.workerGroups) {
      if (!fits(need, capacityOf(group)) || this.#countOf(group) >= group.maxNodes) continue;
      if (best === null || group.instanceType.pricePerHour < best.instanceType.pricePerHour) best = group;
    }
    return best;
  }

  #countOf(group: WorkerGroup): number {
    let count = 0;
    for (const node of this.#present) if (node.group === group) count++;
    return count;
  }

  #poolOf(group: WorkerGroup): NodePool {
    if (group.pool === null) return this.#unlimited;
    const pool = this.#pools.get(group.pool);
    if (pool === undefined) throw new Error(`unknown capacity pool "${group.pool}"`);
    return pool;
  }
}

function capacityOf(group: WorkerGroup): MilliResources {
  return {
    milliCpus: Math.round(group.instanceType.cpus * 1000),
    milliGpus: Math.round(group.instanceType.gpus * 1000),
  };
}

function minus(free: MilliResources, need: MilliResources): MilliResources {
  return { milliCpus: free.milliCpus - need.milliCpus, milliGpus: free.milliGpus - need.milliGpus };
}
