import type { EventLoop } from "../engine/EventLoop.ts";
import type { Cluster, WorkerGroup } from "./Cluster.ts";
import type { ComingNode } from "./ComingNode.ts";
import { capacityOf } from "./capacityOf.ts";
import { chooseGroup } from "./chooseGroup.ts";
import { createFleetNode, type FleetNode } from "./FleetNode.ts";
import type { FleetOptions } from "./FleetOptions.ts";
import { fillRooms } from "./fillRooms.ts";
import { fits } from "./fits.ts";
import type { MilliResources, ReplicaNeed } from "./MilliResources.ts";
import { NodeLaunches } from "./NodeLaunches.ts";
import { NodePlacement } from "./NodePlacement.ts";
import { emptyRoom, giveRoom, type NodeRoom, takeRoom } from "./NodeRoom.ts";
import type { NodeShare } from "./NodeShare.ts";
import type { PlacementNode } from "./PlacementNode.ts";
import { arePlaced, type BundleGroup, placeBundles } from "./placeBundles.ts";
import { planNodes, type WantedNodes } from "./planNodes.ts";
import { minusResources, mostResources } from "./resourceSums.ts";

/** The worker nodes of one cluster: requested for replicas, booted, filled, released when idle. */
export class Fleet {
  /** Every node there was, by number. */
  readonly nodes: FleetNode[] = [];
  readonly placement: NodePlacement;
  /** Those that are not gone. */
  #present: FleetNode[] = [];
  /** Nodes that are up and have room which placement groups need that wait for other nodes: they are not idle. */
  #awaited: ReadonlySet<FleetNode> = new Set();
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
      while (this.#countOf(group) < group.minNodes) this.#addReadyUnit(group);
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

  /**
   * The node of each bundle of a group that is there at the start, added where they are missing; `null`: there is no room for
   * it. Takes no room; after `startWith`.
   */
  startWithGroup(group: BundleGroup): readonly FleetNode[] | null {
    const found = this.placement.chooseForGroup(group, this.readyNodes());
    if (found !== null) return found;
    for (const { group: wanted, count } of this.#planNodes(group, this.readyNodes(), { onlyOffered: true }) ??
      []) {
      for (let i = 0; i < count; i += wanted.hostsPerUnit ?? 1) {
        // Two groups may share a pool.
        if (this.#launches.isOffered(wanted)) this.#addReadyUnit(wanted);
      }
    }
    return this.placement.chooseForGroup(group, this.readyNodes());
  }

  /** The cluster's head is up: `min_nodes` are requested. */
  open(): void {
    for (const group of this.#cluster.workerGroups) {
      while (this.#countOf(group) < group.minNodes) this.#request(group);
    }
  }

  /**
   * Reserves room on a ready node; `null` where there is none.
   * @param busyNodes those on which replicas run, for packing; left out: those that hold any
   */
  place(need: ReplicaNeed, busyNodes?: ReadonlySet<number>): FleetNode | null {
    const node = this.placement.choose(need, this.readyNodes(), busyNodes);
    if (node !== null) this.hold({ node, need });
    return node;
  }

  /** The node of each bundle of a group on ready nodes; `null`: there is no room for all of them. Takes no room. */
  placeGroup(group: BundleGroup): readonly FleetNode[] | null {
    return this.placement.chooseForGroup(group, this.readyNodes());
  }

  /** Reserves what a replica holds of a node. */
  hold({ node, need }: NodeShare): void {
    node.cancelTimer();
    node.replicaCount++;
    takeRoom(node, need);
    const used = minusResources(capacityOf(node.group.instanceType), node.free);
    node.peakUsed = mostResources(node.peakUsed, used);
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
   * below `min_nodes` is replaced. Placement groups come first: what they lack beside the room on nodes that are up.
   */
  provide(needs: readonly ReplicaNeed[], groups: readonly BundleGroup[] = []): void {
    this.open();
    const awaited = new Set<FleetNode>();
    const coming: ComingNode[] = this.#present
      .filter((node) => node.state === "booting" || node.state === "waiting")
      .map(comingNode);
    const isStuck = ({ node }: { readonly node: FleetNode }) =>
      node.state === "waiting" && !this.#launches.isOffered(node.group);
    if (groups.length > 0) this.#provideGroups(groups, coming, awaited);
    const released = [...this.#awaited].filter((node) => !awaited.has(node));
    this.#awaited = awaited;
    for (const node of released) {
      if (!isIdle(node)) continue;
      node.cancelTimer();
      this.#noteIdle(node);
    }
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
    const needed = new Set(coming.flatMap(({ node, isNeeded }) => (isNeeded ? node.unit : [])));
    for (const { node } of coming) {
      if (!needed.has(node) && node.state === "waiting" && this.#isBeyondLeast(node)) this.release(node);
    }
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
      host.state = "gone";
      host.releasedAtSeconds = this.#loop.nowSeconds;
    }
    this.#present = this.#present.filter(({ state }) => state !== "gone");
    if (wasHeld) for (const _ of node.unit) pool.giveBack();
    else for (const host of node.unit) pool.withdraw(host.id);
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
    // A machine of several hosts is not replaced host by host.
    if (replaced.unit.length > 1) return null;
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
    this.#addReadyUnit(group);
    return emptyRoom(group);
  }

  #requestFor(
    need: ReplicaNeed,
    coming: ComingNode[],
    options: { readonly onlyOffered: boolean },
  ): ComingNode | null {
    const group = this.#chooseGroup(need, options);
    if (group === null) return null;
    const [requested = null, ...others] = this.#request(group).unit.map(comingNode);
    if (requested === null) return null;
    requested.isNeeded = true;
    coming.push(requested, ...others);
    return requested;
  }

  /** What groups wait for: room that is free now and room that comes is theirs, and nodes are requested for the rest. */
  #provideGroups(groups: readonly BundleGroup[], coming: ComingNode[], awaited: Set<FleetNode>): void {
    const ready = this.readyNodes()
      .filter((node) => node !== this.placement.avoided)
      .map((node) => ({ node, isNeeded: false, group: node.group, free: node.free, limits: node.limits }));
    for (const group of groups) {
      const rooms = () => [...ready, ...coming];
      let nodes = placeInRooms(group, rooms());
      if (nodes === null) {
        const wanted =
          this.#planNodes(group, rooms().map(roomOf), { onlyOffered: true }) ??
          this.#planNodes(group, rooms().map(roomOf), { onlyOffered: false }) ??
          [];
        for (const { group: grown, count } of wanted) {
          for (let i = 0; i < count; i += grown.hostsPerUnit ?? 1) {
            coming.push(...this.#request(grown).unit.map(comingNode));
          }
        }
        nodes = placeInRooms(group, rooms());
      }
      for (const [index, room] of (nodes ?? []).entries()) {
        takeRoom(room, group.bundles[index] as MilliResources);
        room.isNeeded = true;
        if (room.node.state === "ready") awaited.add(room.node);
      }
    }
  }

  #planNodes(
    group: BundleGroup,
    there: readonly PlacementNode[],
    { onlyOffered }: { readonly onlyOffered: boolean },
  ): readonly WantedNodes[] | null {
    const growing = this.#cluster.workerGroups.map((each) => {
      const room = each.maxNodes - this.#countOf(each);
      return { group: each, room: onlyOffered ? Math.min(room, this.#launches.roomOf(each)) : room };
    });
    return planNodes(group, there, growing);
  }

  #chooseGroup(need: ReplicaNeed, { onlyOffered }: { readonly onlyOffered: boolean }): WorkerGroup | null {
    const choices = this.#cluster.workerGroups.map((group) => ({
      group,
      nodeCount: this.#countOf(group) + (group.hostsPerUnit ?? 1) - 1,
      isOffered: this.#launches.isOffered(group),
    }));
    const chosen = chooseGroup(
      need,
      choices.filter(({ isOffered }) => isOffered || !onlyOffered),
    );
    return chosen?.group ?? null;
  }

  #addReadyUnit(group: WorkerGroup): void {
    for (const node of this.#newUnit(group, "ready")) {
      this.#launches.takeAtStart(node);
      this.#startIdleTimer(node);
    }
  }

  /** Requests a machine of the group: its first host, which stands for all of them. */
  #request(group: WorkerGroup): FleetNode {
    const node = this.#newUnit(group, "waiting")[0] as FleetNode;
    this.#launches.request(node);
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
    this.#present.push(node);
    return node;
  }

  #noteIdle(node: FleetNode): void {
    if (isIdle(node) && node.state === "ready") this.#startIdleTimer(node);
  }

  #startIdleTimer(node: FleetNode): void {
    node.cancelTimer = this.#loop.at(this.#loop.nowSeconds + node.group.idleSeconds, this.#idleRank, () => {
      // One that is awaited begins to be idle when it is not any more.
      if (node.unit.some((host) => this.#awaited.has(host))) return;
      if (node.unit.every(isIdle) && this.#isBeyondLeast(node)) this.release(node);
    });
  }

  #isBeyondLeast({ group, unit }: FleetNode): boolean {
    return this.#countOf(group) - unit.length >= group.minNodes;
  }

  #countOf(group: WorkerGroup): number {
    let count = 0;
    for (const node of this.#present) if (node.group === group) count++;
    return count;
  }
}

function isIdle({ replicaCount, hasProxy }: FleetNode): boolean {
  return replicaCount === 0 && !hasProxy;
}

function comingNode(node: FleetNode): ComingNode {
  return { ...emptyRoom(node.group), node, isNeeded: false };
}

function roomOf({ node, free, limits }: ComingNode): PlacementNode {
  return { id: node.id, free, limits, group: node.group };
}

/** The room of each bundle; `null`: they do not all fit. */
function placeInRooms(group: BundleGroup, rooms: readonly ComingNode[]): readonly ComingNode[] | null {
  const placed = placeBundles(group, rooms.map(roomOf));
  if (!arePlaced(placed)) return null;
  const byId = new Map(rooms.map((room) => [room.node.id, room]));
  return placed.map((id) => byId.get(id) as ComingNode);
}
