import type { EventLoop } from "../../engine/EventLoop.ts";
import type { Cluster, WorkerGroup } from "../Cluster.ts";
import { capacityOf } from "../capacityOf.ts";
import type { ReplicaNeed } from "../MilliResources.ts";
import { fillRooms } from "../placement/fillRooms.ts";
import { NodePlacement } from "../placement/NodePlacement.ts";
import { emptyRoom, giveRoom, type NodeRoom, takeRoom } from "../placement/NodeRoom.ts";
import type { BundleGroup } from "../placement/placeBundles.ts";
import { minusResources, mostResources } from "../resourceSums.ts";
import { ComingNodes } from "./ComingNodes.ts";
import { createFleetNode, type FleetNode } from "./FleetNode.ts";
import type { FleetOptions } from "./FleetOptions.ts";
import { NodeCounts } from "./NodeCounts.ts";
import { type EqualNeeds, NodeDemand } from "./NodeDemand.ts";
import type { NodeId } from "./NodeId.ts";
import { NodeLaunches } from "./NodeLaunches.ts";
import type { NodeMoment } from "./NodeMoment.ts";
import type { NodeShare } from "./NodeShare.ts";
import { type NodeWait, NodeWaits } from "./NodeWaits.ts";
import { setNodeState } from "./setNodeState.ts";

/** The worker nodes of one cluster: requested for replicas, booted, filled, released when idle. */
export class Fleet {
  /** Every node there was, by number. */
  readonly nodes: FleetNode[] = [];
  readonly placement: NodePlacement;
  /** How many nodes there are. */
  readonly counts = new NodeCounts();
  /** Those that are not gone, the oldest first. */
  readonly #present = new Set<FleetNode>();
  readonly #coming = new ComingNodes();
  readonly #waits: NodeWaits;
  /** Nodes that are up and have room which placement groups need that wait for other nodes: they are not idle. */
  #awaited: ReadonlySet<FleetNode> = new Set();
  #replicaChanges = 0;
  readonly #loop: EventLoop;
  readonly #cluster: Cluster;
  readonly #launches: NodeLaunches;
  readonly #demand: NodeDemand;
  readonly #idleRank: number;
  readonly #nextNodeId: () => NodeId;
  readonly #onCountChange: () => void;
  readonly #onMoment: (node: FleetNode, moment: NodeMoment) => void;

  constructor(options: FleetOptions) {
    this.#loop = options.loop;
    this.#cluster = options.cluster;
    this.#idleRank = options.idleRank;
    this.#nextNodeId = options.nextNodeId;
    this.#onCountChange = options.onCountChange;
    this.#onMoment = options.onMoment ?? (() => {});
    this.placement = new NodePlacement(options.cluster);
    this.#waits = new NodeWaits((lack) => options.onWait?.(lack));
    this.#launches = new NodeLaunches({
      ...options,
      onReady: (node) => {
        this.#coming.remove(node);
        this.placement.note(node);
        this.#startIdleTimer(node);
        this.#onMoment(node, "ready");
        options.onReady(node);
      },
      onLaunch: (nodes) => {
        for (const node of nodes) {
          this.#coming.launch(node);
          this.counts.launch(node);
          this.#noteLaunched(node);
          // Those at the start are there already.
          if (node.state === "booting") this.#onMoment(node, "launched");
        }
        options.onCountChange();
      },
      onOffer: () => {
        if (this.#coming.isAnyWaiting) options.onOffer?.();
      },
      countIn: (group, zone) => this.counts.inZone(group, zone),
    });
    this.#demand = new NodeDemand({
      cluster: options.cluster,
      counts: this.counts,
      launches: this.#launches,
      openNodes: () => this.readyNodes().filter((node) => node !== this.placement.avoided),
      request: (group) => this.#request(group),
      takeBack: (node) => {
        if (this.#isBeyondLeast(node)) this.release(node);
      },
    });
  }

  /**
   * Grows with every change of what waits, of the nodes and of what the cloud offers: as long as it stays the same, what found no
   * room finds none, and no other nodes are asked for.
   */
  get changes(): number {
    return this.#replicaChanges + this.placement.changes + this.counts.changes + this.#launches.changes;
  }

  /** A replica waits, or does something else than before. */
  noteReplica(): void {
    this.#replicaChanges++;
  }

  /** Nodes that are paid for. */
  heldNodes(): FleetNode[] {
    return [...this.#present].filter((node) => node.launchedAtSeconds !== null);
  }

  /** What its replicas have waited for and could not have. */
  get waits(): readonly NodeWait[] {
    return this.#waits.all;
  }

  /** Nobody asks for nodes now. */
  endWaits(): void {
    this.#waits.note([], this.#loop.nowSeconds);
  }

  /** Nodes that take replicas. */
  readyNodes(): FleetNode[] {
    return [...this.#present].filter((node) => node.state === "ready");
  }

  /** Nodes that are there at the start: room for these needs, and `min_nodes`; ready, without boot time. */
  startWith(needs: readonly ReplicaNeed[]): (FleetNode | null)[] {
    for (const group of this.#cluster.workerGroups) {
      while (this.counts.of(group) < group.minNodes) this.#addReadyUnit(group);
    }
    if (this.#cluster.placement === "spread") {
      const rooms = this.readyNodes().map(({ group }) => emptyRoom(group));
      fillRooms(needs, rooms, (need) => this.#addNodeFor(need));
    }
    this.placement.beginRound();
    const waiting = needs.map((need, index) => ({ need, index }));
    const nodes: (FleetNode | null)[] = needs.map(() => null);
    for (const { need, index } of this.placement.inOrder(waiting)) {
      const node = this.place(need);
      nodes[index] = node ?? (this.#addNodeFor(need) === null ? null : this.place(need));
    }
    return nodes;
  }

  /**
   * The node of each bundle of a group that is there at the start, added where they are missing; `null`: there is no room for
   * it. Takes no room; after `startWith`.
   */
  startWithGroup(group: BundleGroup): readonly FleetNode[] | null {
    const found = this.placement.chooseForGroup(group);
    if (found !== null) return found;
    for (const { group: wanted, count } of this.#demand.planNodes(group, this.readyNodes(), {
      onlyOffered: true,
    }) ?? []) {
      for (let i = 0; i < count; i += wanted.hostsPerUnit ?? 1) {
        // Two groups may share a pool.
        if (this.#launches.isOffered(wanted)) this.#addReadyUnit(wanted);
      }
    }
    return this.placement.chooseForGroup(group);
  }

  /** The cluster's head is up: `min_nodes` are requested. */
  open(): void {
    for (const group of this.#cluster.workerGroups) {
      while (this.counts.of(group) < group.minNodes) this.#request(group);
    }
  }

  /** Reserves room on a ready node; `null` where there is none. */
  place(need: ReplicaNeed): FleetNode | null {
    const node = this.placement.choose(need);
    if (node === null) return null;
    this.hold({ node, need });
    this.placement.give(node);
    return node;
  }

  /** The node of each bundle of a group on ready nodes; `null`: there is no room for all of them. Takes no room. */
  placeGroup(group: BundleGroup): readonly FleetNode[] | null {
    return this.placement.chooseForGroup(group);
  }

  /** Reserves what a replica holds of a node. */
  hold({ node, need }: NodeShare): void {
    node.cancelTimer();
    node.replicaCount++;
    takeRoom(node, need);
    this.placement.note(node);
    const used = minusResources(capacityOf(node.group.instanceType), node.free);
    node.peakUsed = mostResources(node.peakUsed, used);
  }

  /** Gives the room of a replica back; an empty node is released after its idle time. */
  free(node: FleetNode, need: ReplicaNeed): void {
    node.replicaCount--;
    giveRoom(node, need);
    this.placement.note(node);
    this.#noteIdle(node);
  }

  /** A replica begins or ceases to run on the node: packing fills those up where some run. */
  noteRunning(node: FleetNode, { isRunning }: { readonly isRunning: boolean }): void {
    node.runningCount += isRunning ? 1 : -1;
    this.placement.note(node);
  }

  /** The node takes no new replicas, for it is going to be released or taken away. */
  beginLeaving(node: FleetNode): void {
    node.cancelTimer();
    setNodeState(node, "leaving");
    this.placement.note(node);
  }

  /** A proxy begins or ceases to run on the node. */
  noteProxy(node: FleetNode, { isThere }: { readonly isThere: boolean }): void {
    node.hasProxy = isThere;
    this.#noteIdle(node);
  }

  /**
   * Requests as many nodes as these replicas need beyond those that are coming, each of the cheapest group that can be
   * had now, or of the cheapest where none can; and takes back requests that wait and are no longer needed. A node lost
   * below `min_nodes` is replaced. Placement groups come first: what they lack beside the room on nodes that are up.
   */
  provide(waiting: readonly EqualNeeds[], groups: readonly BundleGroup[] = []): void {
    this.open();
    const { awaited, lacks } = this.#demand.provide(this.#coming.runs, waiting, groups);
    this.#await(awaited);
    this.#waits.note(lacks, this.#loop.nowSeconds);
  }

  /**
   * The node is gone from now on: released, lost or preempted; and the other hosts of its machine with it. Their replicas are
   * the caller's to deal with.
   */
  release(node: FleetNode): void {
    if (node.state === "gone") return;
    const pool = this.#launches.poolOf(node.group);
    const wasHeld = node.launchedAtSeconds !== null;
    for (const host of node.unit) {
      host.cancelTimer();
      setNodeState(host, "gone");
      host.releasedAtSeconds = this.#loop.nowSeconds;
      this.#present.delete(host);
      this.#coming.remove(host);
      this.counts.remove(host);
      this.placement.note(host);
      this.#onMoment(host, wasHeld ? "released" : "withdrawn");
    }
    if (wasHeld) for (const _ of node.unit) pool.giveBack();
    else for (const host of node.unit) pool.withdraw(host.id);
    if (wasHeld) this.#onCountChange();
  }

  /** The cluster is terminated. */
  releaseAll(): void {
    // Those that wait first: a node given back must not go to a cluster that is going away.
    const isWaiting = (node: FleetNode) => node.state === "waiting";
    for (const node of [...this.#present].filter(isWaiting)) this.release(node);
    for (const node of [...this.#present]) this.release(node);
  }

  /** A spot node in the place of an on-demand one of its group; `null` where none is to be had at once. */
  launchSpot(replaced: FleetNode): FleetNode | null {
    const { group } = replaced;
    // A machine of several hosts is not replaced host by host.
    if (replaced.unit.length > 1) return null;
    if (this.counts.of(group) >= group.maxNodes || !this.#launches.hasSpot(group)) return null;
    const node = this.#request(group);
    node.replacesNode = replaced.id;
    if (node.state !== "waiting") return node;
    // Someone else had asked before.
    this.release(node);
    return null;
  }

  #addNodeFor(need: ReplicaNeed): NodeRoom | null {
    const group = this.#demand.chooseGroup(need, { onlyOffered: true });
    if (group === null) return null;
    this.#addReadyUnit(group);
    return emptyRoom(group);
  }

  #await(awaited: ReadonlySet<FleetNode>): void {
    const released = [...this.#awaited].filter((node) => !awaited.has(node));
    this.#awaited = awaited;
    for (const node of released) {
      if (!isIdle(node)) continue;
      node.cancelTimer();
      this.#noteIdle(node);
    }
  }

  /** The last of those of its group that waited boots. */
  #noteLaunched({ group }: FleetNode): void {
    const isOneWaiting = this.#coming.runs.some((run) => run.state === "waiting" && run.group === group);
    if (!isOneWaiting) this.#waits.noteLaunched(group.name, this.#loop.nowSeconds);
  }

  #addReadyUnit(group: WorkerGroup): void {
    for (const node of this.#newUnit(group, "ready")) {
      this.#launches.takeAtStart(node);
      this.placement.note(node);
      this.#startIdleTimer(node);
    }
  }

  /** Requests a machine of the group: its first host, which stands for all of them. */
  #request(group: WorkerGroup): FleetNode {
    const hosts = this.#newUnit(group, "waiting");
    for (const host of hosts) this.#onMoment(host, "requested");
    const node = hosts[0] as FleetNode;
    this.#launches.request(node);
    if (node.state === "waiting") for (const host of hosts) this.#onMoment(host, "refused");
    return node;
  }

  #newUnit(group: WorkerGroup, state: "waiting" | "ready"): readonly FleetNode[] {
    const nodes = Array.from({ length: group.hostsPerUnit ?? 1 }, () => this.#newNode(group, state));
    if (nodes.length > 1) for (const node of nodes) node.unit = nodes;
    return nodes;
  }

  #newNode(group: WorkerGroup, state: "waiting" | "ready"): FleetNode {
    const node = createFleetNode(group, {
      id: this.#nextNodeId(),
      state,
      requestedAtSeconds: this.#loop.nowSeconds,
    });
    this.nodes.push(node);
    this.#present.add(node);
    this.counts.add(node);
    if (state === "waiting") this.#coming.add(node);
    return node;
  }

  #noteIdle(node: FleetNode): void {
    if (!isIdle(node) || node.state !== "ready") return;
    this.#startIdleTimer(node);
    this.#onMoment(node, "idle");
  }

  #startIdleTimer(node: FleetNode): void {
    node.cancelTimer = this.#loop.at(this.#loop.nowSeconds + node.group.idleSeconds, this.#idleRank, () => {
      // One that is awaited begins to be idle when it is not any more.
      if (node.unit.some((host) => this.#awaited.has(host))) return;
      if (node.unit.every(isIdle) && this.#isBeyondLeast(node)) this.release(node);
    });
  }

  #isBeyondLeast({ group, unit }: FleetNode): boolean {
    return this.counts.of(group) - unit.length >= group.minNodes;
  }
}

function isIdle({ replicaCount, hasProxy }: FleetNode): boolean {
  return replicaCount === 0 && !hasProxy;
}
