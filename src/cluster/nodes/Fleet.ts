import type { EventLoop } from "../../engine/EventLoop.ts";
import type { Cluster, WorkerGroup } from "../Cluster.ts";
import { capacityOf } from "../capacityOf.ts";
import type { MilliResources, ReplicaNeed } from "../MilliResources.ts";
import { fillRooms } from "../placement/fillRooms.ts";
import { fits } from "../placement/fits.ts";
import { NodePlacement } from "../placement/NodePlacement.ts";
import { emptyRoom, giveRoom, type NodeRoom, takeRoom } from "../placement/NodeRoom.ts";
import type { PlacementNode } from "../placement/PlacementNode.ts";
import { arePlaced, type BundleGroup, placeBundles } from "../placement/placeBundles.ts";
import { planNodes, type WantedNodes } from "../placement/planNodes.ts";
import { minusResources, mostResources } from "../resourceSums.ts";
import { ComingNodes } from "./ComingNodes.ts";
import { type ComingRoom, ComingRooms } from "./ComingRooms.ts";
import { chooseGroup } from "./chooseGroup.ts";
import { createFleetNode, type FleetNode } from "./FleetNode.ts";
import type { FleetOptions } from "./FleetOptions.ts";
import { NodeCounts } from "./NodeCounts.ts";
import { NodeLaunches } from "./NodeLaunches.ts";
import type { NodeShare } from "./NodeShare.ts";
import { type NodeLack, type NodeWait, NodeWaits } from "./NodeWaits.ts";

/** Replicas that need the same. */
export interface EqualNeeds {
  readonly need: ReplicaNeed;
  readonly count: number;
}

/** A node that placement groups may take, with what will be left of it. */
interface OpenNode {
  readonly node: FleetNode;
  readonly room: NodeRoom & { isNeeded: boolean };
}

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
    this.#waits = new NodeWaits((lack) => options.onWait?.(lack));
    this.#launches = new NodeLaunches({
      ...options,
      onReady: (node) => {
        this.#coming.remove(node);
        this.placement.note(node);
        this.#startIdleTimer(node);
        options.onReady(node);
      },
      onLaunch: (nodes) => {
        for (const node of nodes) {
          this.#coming.launch(node);
          this.counts.launch(node);
          this.#noteLaunched(node);
        }
        options.onCountChange();
      },
      onOffer: () => {
        if (this.#coming.isAnyWaiting) options.onOffer?.();
      },
      countIn: (group, zone) => this.counts.inZone(group, zone),
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
    for (const { group: wanted, count } of this.#planNodes(group, this.readyNodes(), { onlyOffered: true }) ??
      []) {
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
    node.state = "leaving";
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
    const rooms = new ComingRooms(this.#coming.runs);
    const denied: (readonly WorkerGroup[])[] = [];
    this.#await(groups.length === 0 ? new Set() : this.#provideGroups(groups, rooms, denied));
    for (const { need, count } of waiting) {
      let left = this.#provideWith(rooms, { need, count }, { onlyOffered: true });
      if (left > 0) left = this.#provideWith(rooms, { need, count: left }, { onlyOffered: false });
      if (left > 0) denied.push(this.#cluster.workerGroups.filter((group) => hasRoomFor(group, need)));
    }
    this.#takeBack(rooms);
    const lacks = [...denied.map((each) => this.#lackOfRoom(each)), ...this.#lacksOfNodes(rooms)];
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
      host.state = "gone";
      host.releasedAtSeconds = this.#loop.nowSeconds;
      this.#present.delete(host);
      this.#coming.remove(host);
      this.counts.remove(host);
      this.placement.note(host);
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
    const group = this.#chooseGroup(need, { onlyOffered: true });
    if (group === null) return null;
    this.#addReadyUnit(group);
    return emptyRoom(group);
  }

  /** Room on nodes that are on their way, else on new ones. Returns for how many there is neither. */
  #provideWith(
    rooms: ComingRooms,
    { need, count }: EqualNeeds,
    options: { readonly onlyOffered: boolean },
  ): number {
    const isAllowed = (room: ComingRoom) => !options.onlyOffered || !this.#isStuck(room);
    let left = rooms.fill(need, count, isAllowed);
    while (left > 0) {
      const group = this.#chooseGroup(need, options);
      if (group === null) return left;
      left = rooms.addFor(this.#request(group), need, left, isAllowed);
    }
    return 0;
  }

  /** It waits for what cannot be had now. */
  #isStuck({ state, group }: ComingRoom): boolean {
    return state === "waiting" && !this.#launches.isOffered(group);
  }

  /**
   * What groups wait for: room that is free now and room that comes is theirs, and nodes are requested for the rest.
   * Returns the nodes that are up and have room for them; adds to `denied` where there would be room for the first that has none.
   */
  #provideGroups(
    groups: readonly BundleGroup[],
    rooms: ComingRooms,
    denied: (readonly WorkerGroup[])[],
  ): ReadonlySet<FleetNode> {
    const ready: readonly OpenNode[] = this.readyNodes()
      .filter((node) => node !== this.placement.avoided)
      .map((node) => {
        const { group, free, limits } = node;
        return { node, room: { group, free, limits, isNeeded: false } };
      });
    const open = (): readonly OpenNode[] => [
      ...ready,
      ...rooms.apart().flatMap((room) => room.nodes().map((node) => ({ node, room }))),
    ];
    for (const group of groups) {
      let placed = placeOnOpen(group, open());
      if (placed === null) {
        this.#requestForGroup(group, rooms, open());
        placed = placeOnOpen(group, open());
        if (placed === null && denied.length === 0) denied.push(this.#groupsFor(group));
      }
      for (const [index, { room }] of (placed ?? []).entries()) {
        takeRoom(room, group.bundles[index] as MilliResources);
        room.isNeeded = true;
      }
    }
    return new Set(ready.filter(({ room }) => room.isNeeded).map(({ node }) => node));
  }

  #requestForGroup(group: BundleGroup, rooms: ComingRooms, open: readonly OpenNode[]): void {
    const there = open.map(placementNode);
    const wanted =
      this.#planNodes(group, there, { onlyOffered: true }) ??
      this.#planNodes(group, there, { onlyOffered: false }) ??
      [];
    for (const { group: grown, count } of wanted) {
      for (let i = 0; i < count; i += grown.hostsPerUnit ?? 1) rooms.add(this.#request(grown));
    }
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

  /** Requests that wait, and that nothing is meant for. */
  #takeBack(rooms: ComingRooms): void {
    const spare = rooms.all.filter(
      ({ group, state, isNeeded }) =>
        !isNeeded && state === "waiting" && this.counts.of(group) > group.minNodes,
    );
    if (spare.length === 0) return;
    // Hosts of one machine go together or not at all.
    const withHosts = rooms.all.filter(({ group, isNeeded }) => isNeeded && (group.hostsPerUnit ?? 1) > 1);
    const needed = new Set(withHosts.flatMap(({ nodes }) => nodes()));
    for (const node of spare.flatMap(({ nodes }) => nodes())) {
      if (node.state !== "waiting" || node.unit.some((host) => needed.has(host))) continue;
      if (this.#isBeyondLeast(node)) this.release(node);
    }
  }

  #planNodes(
    group: BundleGroup,
    there: readonly PlacementNode[],
    { onlyOffered }: { readonly onlyOffered: boolean },
  ): readonly WantedNodes[] | null {
    const growing = this.#cluster.workerGroups.map((each) => {
      const room = each.maxNodes - this.counts.of(each);
      return { group: each, room: onlyOffered ? Math.min(room, this.#launches.roomOf(each)) : room };
    });
    return planNodes(group, there, growing);
  }

  /** The worker groups that would hold a placement group if they could grow. */
  #groupsFor(group: BundleGroup): readonly WorkerGroup[] {
    const growing = this.#cluster.workerGroups
      .filter(({ maxNodes }) => maxNodes > 0)
      .map((each) => ({ group: each, room: group.bundles.length * (each.hostsPerUnit ?? 1) }));
    return (planNodes(group, [], growing) ?? []).map((wanted) => wanted.group);
  }

  #lackOfRoom(groups: readonly WorkerGroup[]): NodeLack {
    if (groups.length === 0) return { kind: "no-group" };
    return {
      kind: "max-nodes",
      workerGroups: groups.map(({ name }) => name),
      nodes: groups.reduce((sum, group) => sum + this.counts.of(group), 0),
      maxNodes: groups.reduce((sum, group) => sum + group.maxNodes, 0),
    };
  }

  /** Of nodes that were asked for, that something is meant for, and that wait. */
  #lacksOfNodes(rooms: ComingRooms): readonly NodeLack[] {
    const stuck = rooms.all.filter(({ isNeeded, state }) => isNeeded && state === "waiting");
    return [...new Set(stuck.map(({ group }) => group))].map((group) => this.#launches.lackOf(group));
  }

  /** The last of those of its group that waited boots. */
  #noteLaunched({ group }: FleetNode): void {
    const isOneWaiting = this.#coming.runs.some((run) => run.state === "waiting" && run.group === group);
    if (!isOneWaiting) this.#waits.noteLaunched(group.name, this.#loop.nowSeconds);
  }

  #chooseGroup(need: ReplicaNeed, { onlyOffered }: { readonly onlyOffered: boolean }): WorkerGroup | null {
    const choices = this.#cluster.workerGroups.map((group) => ({
      group,
      nodeCount: this.counts.of(group) + (group.hostsPerUnit ?? 1) - 1,
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
      this.placement.note(node);
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
    this.#present.add(node);
    this.counts.add(node);
    if (state === "waiting") this.#coming.add(node);
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
    return this.counts.of(group) - unit.length >= group.minNodes;
  }
}

/** Whether an empty node of the group, if it may have any, has room. */
function hasRoomFor(group: WorkerGroup, need: ReplicaNeed): boolean {
  return group.maxNodes > 0 && fits(need, { group, free: capacityOf(group.instanceType) });
}

function isIdle({ replicaCount, hasProxy }: FleetNode): boolean {
  return replicaCount === 0 && !hasProxy;
}

function placementNode({ node, room: { free, limits } }: OpenNode): PlacementNode {
  return { id: node.id, free, limits, group: node.group };
}

/** The node of each bundle; `null`: they do not all fit. */
function placeOnOpen(group: BundleGroup, open: readonly OpenNode[]): readonly OpenNode[] | null {
  const placed = placeBundles(group, open.map(placementNode));
  if (!arePlaced(placed)) return null;
  const byId = new Map(open.map((each) => [each.node.id, each]));
  return placed.map((id) => byId.get(id) as OpenNode);
}
