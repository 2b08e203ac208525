import type { EventLoop } from "../engine/EventLoop.ts";
import type { Cluster, WorkerGroup } from "./Cluster.ts";
import type { ComingNode } from "./ComingNode.ts";
import { capacityOf } from "./capacityOf.ts";
import { chooseGroup } from "./chooseGroup.ts";
import { createFleetNode, type FleetNode } from "./FleetNode.ts";
import type { FleetOptions } from "./FleetOptions.ts";
import { fillRooms } from "./fillRooms.ts";
import { fits } from "./fits.ts";
import type { ReplicaNeed } from "./MilliResources.ts";
import { NodeLaunches } from "./NodeLaunches.ts";
import { NodePlacement } from "./NodePlacement.ts";
import { emptyRoom, giveRoom, type NodeRoom, takeRoom } from "./NodeRoom.ts";
import { minusResources, mostResources } from "./resourceSums.ts";

/** The worker nodes of one cluster: requested for replicas, booted, filled, released when idle. */
export class Fleet {
  /** Every node there was, by number. */
  readonly nodes: FleetNode[] = [];
  readonly placement: NodePlacement;
  /** Those that are not gone. */
  #present: FleetNode[] = [];
  readonly #loop: EventLoop;
  readonly #cluster: Cluster;
  readonly #launches: NodeLaunches;
  readonly #idleRank: number;
  readonly #nextNodeId: () => number;
  readonly #onCountChange: () => void;

  constructor(options: FleetOptions) {
    this.#loop = options.loop;
    this.#cluster = options.cluster;
    this.#idleRank = options.idleRank;
    this.#nextNodeId = options.nextNodeId;
    this.#onCountChange = options.onCountChange;
    this.placement = new NodePlacement(options.cluster);
    this.#launches = new NodeLaunches({
      ...options,
      onReady: (node) => {
        this.#startIdleTimer(node);
        options.onReady(node);
      },
      onLaunch: options.onCountChange,
      onOffer: () => {
        if (this.#present.some(({ state }) => state === "waiting")) options.onOffer?.();
      },
      countIn: (group, zone) =>
        this.#present.filter((node) => node.group === group && node.zone === zone).length,
    });
  }

  /** Nodes that are paid for. */
  heldNodes(): FleetNode[] {
    return this.#present.filter((node) => node.launchedAtSeconds !== null);
  }

  /** Nodes that take replicas. */
  readyNodes(): FleetNode[] {
    return this.#present.filter((node) => node.state === "ready");
  }

  /** Nodes that are there at the start: room for these needs, and `min_nodes`; ready, without boot time. */
  startWith(needs: readonly ReplicaNeed[]): (FleetNode | null)[] {
    for (const group of this.#cluster.workerGroups) {
      for (let i = 0; i < group.minNodes; i++) this.#addReadyNode(group);
    }
    if (this.#cluster.placement === "spread") {
      const rooms = this.readyNodes().map(({ group }) => emptyRoom(group));
      fillRooms(needs, rooms, (need) => this.#addNodeFor(need));
    }
    const waiting = needs.map((need, index) => ({ need, index }));
    const nodes: (FleetNode | null)[] = needs.map(() => null);
    for (const { need, index } of this.placement.inOrder(waiting)) {
      const node = this.place(need);
      nodes[index] = node ?? (this.#addNodeFor(need) === null ? null : this.place(need));
    }
    return nodes;
  }

  /** The cluster's head is up: `min_nodes` are requested. */
  open(): void {
    for (const group of this.#cluster.workerGroups) {
      for (let i = this.#countOf(group); i < group.minNodes; i++) this.#request(group);
    }
  }

  /**
   * Reserves room on a ready node; `null` where there is none.
   * @param busyNodes those on which replicas run, for packing; left out: those that hold any
   */
  place(need: ReplicaNeed, busyNodes?: ReadonlySet<number>): FleetNode | null {
    const node = this.placement.choose(need, this.readyNodes(), busyNodes);
    if (node === null) return null;
    node.cancelTimer();
    node.replicaCount++;
    takeRoom(node, need);
    const used = minusResources(capacityOf(node.group.instanceType), node.free);
    node.peakUsed = mostResources(node.peakUsed, used);
    return node;
  }

  /** Gives the room of a replica back; an empty node is released after its idle time. */
  free(node: FleetNode, need: ReplicaNeed): void {
    node.replicaCount--;
    giveRoom(node, need);
    this.#noteIdle(node);
  }

  /** A proxy begins or ceases to run on the node. */
  noteProxy(node: FleetNode, { isThere }: { readonly isThere: boolean }): void {
    node.hasProxy = isThere;
    this.#noteIdle(node);
  }

  /**
   * Requests as many nodes as these replicas need beyond those that are coming, each of the cheapest group that can be
   * had now, or of the cheapest where none can; and takes back requests that wait and are no longer needed. A node lost
   * below `min_nodes` is replaced.
   */
  provide(needs: readonly ReplicaNeed[]): void {
    this.open();
    const coming = this.#present
      .filter((node) => node.state === "booting" || node.state === "waiting")
      .map((node) => ({ ...emptyRoom(node.group), node, isNeeded: false }));
    const isStuck = ({ node }: { readonly node: FleetNode }) =>
      node.state === "waiting" && !this.#launches.isOffered(node.group);
    for (const need of needs) {
      const rooms = coming.filter((candidate) => fits(need, candidate));
      const room =
        rooms.find((candidate) => !isStuck(candidate)) ??
        this.#requestFor(need, coming, { onlyOffered: true }) ??
        rooms[0] ??
        this.#requestFor(need, coming, { onlyOffered: false });
      if (room === null) continue;
      takeRoom(room, need);
      room.isNeeded = true;
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
    const pool = this.#launches.poolOf(node.group);
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

  /** A spot node in the place of an on-demand one of its group; `null` where none is to be had at once. */
  launchSpot(replaced: FleetNode): FleetNode | null {
    const { group } = replaced;
    if (this.#countOf(group) >= group.maxNodes || !this.#launches.hasSpot(group)) return null;
    const node = this.#request(group);
    node.replacesNode = replaced.id;
    if (node.state !== "waiting") return node;
    // Someone else had asked before.
    this.release(node);
    return null;
  }

  #addNodeFor(need: ReplicaNeed): NodeRoom | null {
    const group = this.#chooseGroup(need, { onlyOffered: true });
    if (group === null) return null;
    this.#addReadyNode(group);
    return emptyRoom(group);
  }

  #requestFor(
    need: ReplicaNeed,
    coming: ComingNode[],
    options: { readonly onlyOffered: boolean },
  ): ComingNode | null {
    const group = this.#chooseGroup(need, options);
    if (group === null) return null;
    const requested = { ...emptyRoom(group), node: this.#request(group), isNeeded: true };
    coming.push(requested);
    return requested;
  }

  #chooseGroup(need: ReplicaNeed, { onlyOffered }: { readonly onlyOffered: boolean }): WorkerGroup | null {
    const choices = this.#cluster.workerGroups.map((group) => ({
      group,
      nodeCount: this.#countOf(group),
      isOffered: this.#launches.isOffered(group),
    }));
    const chosen = chooseGroup(
      need,
      choices.filter(({ isOffered }) => isOffered || !onlyOffered),
    );
    return chosen?.group ?? null;
  }

  #addReadyNode(group: WorkerGroup): void {
    const node = this.#newNode(group, "ready");
    this.#launches.takeAtStart(node);
    this.#startIdleTimer(node);
  }

  #request(group: WorkerGroup): FleetNode {
    const node = this.#newNode(group, "waiting");
    this.#launches.request(node);
    return node;
  }

  #newNode(group: WorkerGroup, state: "waiting" | "ready"): FleetNode {
    const node = createFleetNode(group, {
      id: this.#nextNodeId(),
      state,
      requestedAtSeconds: this.#loop.nowSeconds,
    });
    this.nodes.push(node);
    this.#present.push(node);
    return node;
  }

  #noteIdle(node: FleetNode): void {
    if (node.replicaCount === 0 && !node.hasProxy && node.state === "ready") this.#startIdleTimer(node);
  }

  #startIdleTimer(node: FleetNode): void {
    node.cancelTimer = this.#loop.at(this.#loop.nowSeconds + node.group.idleSeconds, this.#idleRank, () => {
      if (this.#countOf(node.group) > node.group.minNodes) this.release(node);
    });
  }

  #countOf(group: WorkerGroup): number {
    let count = 0;
    for (const node of this.#present) if (node.group === group) count++;
    return count;
  }
}
