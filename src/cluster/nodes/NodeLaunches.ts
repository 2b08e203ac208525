import type { EventLoop } from "../../engine/EventLoop.ts";
import type { RandomStreams } from "../../engine/RandomStreams.ts";
import { sample } from "../../engine/sample.ts";
import type { Cluster, WorkerGroup } from "../Cluster.ts";
import type { CloudOffer } from "../pools/CloudOffer.ts";
import { NodePool } from "../pools/NodePool.ts";
import { chooseZone } from "./chooseZone.ts";
import type { FleetNode } from "./FleetNode.ts";
import type { NodeLack } from "./NodeWaits.ts";
import { setNodeState } from "./setNodeState.ts";

/** What launches of nodes need to know. */
export interface NodeLaunchOptions {
  readonly loop: EventLoop;
  readonly cluster: Cluster;
  readonly version: string;
  readonly streams: RandomStreams;
  readonly pools: ReadonlyMap<string, NodePool>;
  readonly offer: CloudOffer;
  readonly rank: number;
  readonly onReady: (node: FleetNode) => void;
  /** Nodes are paid for from now on. */
  readonly onLaunch: (nodes: readonly FleetNode[]) => void;
  /** Nodes may be had that could not be had before. */
  readonly onOffer: () => void;
  /** The nodes of a group in a zone. */
  readonly countIn: (group: WorkerGroup, zone: string) => number;
}

/** The way of a node from the request to ready: its pool, its zone, its market, its boot time. */
export class NodeLaunches {
  readonly #options: NodeLaunchOptions;
  /** Of the groups without a pool: never empty, but a zone or the spot market may be closed. */
  readonly #unlimited = new NodePool({ name: "", maxNodes: Number.POSITIVE_INFINITY });
  readonly #bootCounts = new Map<string, number>();
  readonly #pools: readonly NodePool[];

  constructor(options: NodeLaunchOptions) {
    this.#options = options;
    const { cluster, pools, offer, onOffer } = options;
    offer.onOpen(() => {
      for (const pool of [...pools.values(), this.#unlimited]) pool.retry();
    });
    const own = new Set(cluster.workerGroups.flatMap(({ pool }) => (pool === null ? [] : [pool])));
    this.#pools = [...[...own].flatMap((name) => pools.get(name) ?? []), this.#unlimited];
    for (const pool of this.#pools) pool.onRoom(onOffer);
  }

  /** Grows whenever another node may be had than before. */
  get changes(): number {
    let changes = this.#options.offer.changes;
    for (const pool of this.#pools) changes += pool.changes;
    return changes;
  }

  /** Whether a node of the group could be launched now. One that prefers spot falls back by itself. */
  isOffered(group: WorkerGroup): boolean {
    if (!this.poolOf(group).hasRoomFor(group.hostsPerUnit ?? 1)) return false;
    return this.#canLaunch({ group, market: group.market === "spot" ? "spot" : "on-demand" });
  }

  /** How many nodes of the group its pool would give now. */
  roomOf(group: WorkerGroup): number {
    return this.isOffered(group) ? this.poolOf(group).room : 0;
  }

  /** Why nodes of the group wait. */
  lackOf({ name, pool: poolName, market, hostsPerUnit }: WorkerGroup): NodeLack {
    const pool = poolName === null ? this.#unlimited : this.#options.pools.get(poolName);
    if (poolName === null || pool === undefined || pool.hasRoomFor(hostsPerUnit ?? 1)) {
      const isSpot = market !== "on-demand" && !this.#options.offer.hasSpot;
      return { kind: "offer", workerGroup: name, market: isSpot ? "spot" : "on-demand" };
    }
    return {
      kind: "pool",
      workerGroup: name,
      pool: poolName,
      nodesOut: pool.inUse,
      maxNodes: pool.maxNodes,
      isOutOfStock: pool.isOutOfStock,
    };
  }

  /** Whether a spot node of the group could be launched now. */
  hasSpot(group: WorkerGroup): boolean {
    return this.poolOf(group).hasRoom && this.#canLaunch({ group, market: "spot" });
  }

  /** Asks the pool; once granted, the node boots and is ready, together with the other hosts of its machine. */
  request(node: FleetNode): void {
    const { loop, rank } = this.#options;
    const { group } = node;
    const ordinal = (this.#bootCounts.get(group.name) ?? 0) + 1;
    this.#bootCounts.set(group.name, ordinal);
    const pool = this.poolOf(group);
    pool.request(
      node.id,
      () => this.#launch(node, ordinal),
      () => this.#canLaunch(node),
      node.unit.length,
    );
    if (group.market === "prefer-spot" && node.state === "waiting") {
      node.cancelTimer = loop.at(loop.nowSeconds + group.fallbackSeconds, rank, () => {
        for (const host of node.unit) host.market = "on-demand";
        pool.retry();
      });
    }
  }

  /** A node that is up when the simulation starts. */
  takeAtStart(node: FleetNode): void {
    this.poolOf(node.group).takeAtStart();
    node.zone = node.unit[0]?.zone ?? this.#chooseZone(node.group);
    node.launchedAtSeconds = this.#options.loop.nowSeconds;
    node.readyAtSeconds = node.launchedAtSeconds;
    this.#options.onLaunch([node]);
  }

  poolOf(group: WorkerGroup): NodePool {
    if (group.pool === null) return this.#unlimited;
    const pool = this.#options.pools.get(group.pool);
    if (pool === undefined) throw new Error(`unknown capacity pool "${group.pool}"`);
    return pool;
  }

  #launch(node: FleetNode, ordinal: number): void {
    const { loop, version, streams, rank, onLaunch, onReady } = this.#options;
    const { group } = node;
    const random = streams.stream(`boot/${version}/${group.name}/${ordinal}`);
    node.cancelTimer();
    const zone = this.#chooseZone(group);
    for (const host of node.unit) {
      setNodeState(host, "booting");
      host.zone = zone;
      host.launchedAtSeconds = loop.nowSeconds;
    }
    onLaunch(node.unit);
    const readyAtSeconds = loop.nowSeconds + sample(group.bootSeconds, random);
    node.cancelTimer = loop.at(readyAtSeconds, rank, () => {
      for (const host of node.unit) {
        setNodeState(host, "ready");
        host.readyAtSeconds = loop.nowSeconds;
      }
      for (const host of node.unit) onReady(host);
    });
  }

  #canLaunch({ group, market }: Pick<FleetNode, "group" | "market">): boolean {
    if (market === "spot" && !this.#options.offer.hasSpot) return false;
    return this.#options.cluster.zones.length === 0 || this.#chooseZone(group) !== null;
  }

  #chooseZone(group: WorkerGroup): string | null {
    const { cluster, offer, countIn } = this.#options;
    return chooseZone(
      cluster.zones.map((name) => ({ name, isUp: offer.hasZone(name), nodeCount: countIn(group, name) })),
    );
  }
}
