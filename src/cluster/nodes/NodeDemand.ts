import type { Cluster, WorkerGroup } from "../Cluster.ts";
import { capacityOf } from "../capacityOf.ts";
import type { MilliResources, ReplicaNeed } from "../MilliResources.ts";
import { fits } from "../placement/fits.ts";
import { type NodeRoom, takeRoom } from "../placement/NodeRoom.ts";
import type { PlacementNode } from "../placement/PlacementNode.ts";
import { arePlaced, type BundleGroup, placeBundles } from "../placement/placeBundles.ts";
import { planNodes, type WantedNodes } from "../placement/planNodes.ts";
import type { ComingNodes } from "./ComingNodes.ts";
import { type ComingRoom, ComingRooms } from "./ComingRooms.ts";
import { chooseGroup } from "./chooseGroup.ts";
import type { FleetNode } from "./FleetNode.ts";
import type { NodeCounts } from "./NodeCounts.ts";
import type { NodeLaunches } from "./NodeLaunches.ts";
import type { NodeLack } from "./NodeWaits.ts";

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

/** Which nodes replicas call for that find no room: those that are asked for, those that are not needed, and what cannot be had. */
export class NodeDemand {
  readonly #cluster: Cluster;
  readonly #counts: NodeCounts;
  readonly #launches: NodeLaunches;
  readonly #openNodes: () => readonly FleetNode[];
  readonly #request: (group: WorkerGroup) => FleetNode;
  readonly #giveBack: (node: FleetNode) => void;

  constructor(options: {
    readonly cluster: Cluster;
    readonly counts: NodeCounts;
    readonly launches: NodeLaunches;
    /** Those that take replicas. */
    readonly openNodes: () => readonly FleetNode[];
    readonly request: (group: WorkerGroup) => FleetNode;
    /** A request that waits is not needed any more. */
    readonly takeBack: (node: FleetNode) => void;
  }) {
    this.#cluster = options.cluster;
    this.#counts = options.counts;
    this.#launches = options.launches;
    this.#openNodes = options.openNodes;
    this.#request = options.request;
    this.#giveBack = options.takeBack;
  }

  /** `awaited`: nodes that are up and have room which placement groups need that wait for other nodes. */
  provide(
    coming: ComingNodes["runs"],
    waiting: readonly EqualNeeds[],
    groups: readonly BundleGroup[],
  ): { readonly awaited: ReadonlySet<FleetNode>; readonly lacks: readonly NodeLack[] } {
    const rooms = new ComingRooms(coming);
    const denied: (readonly WorkerGroup[])[] = [];
    const awaited = groups.length === 0 ? new Set<FleetNode>() : this.#provideGroups(groups, rooms, denied);
    for (const { need, count } of waiting) {
      let left = this.#provideWith(rooms, { need, count }, { onlyOffered: true });
      if (left > 0) left = this.#provideWith(rooms, { need, count: left }, { onlyOffered: false });
      if (left > 0) denied.push(this.#cluster.workerGroups.filter((group) => hasRoomFor(group, need)));
    }
    this.#takeBack(rooms);
    return {
      awaited,
      lacks: [...denied.map((each) => this.#lackOfRoom(each)), ...this.#lacksOfNodes(rooms)],
    };
  }

  /** The cheapest group that has room for a replica and may grow; `null`: there is none. */
  chooseGroup(need: ReplicaNeed, { onlyOffered }: { readonly onlyOffered: boolean }): WorkerGroup | null {
    const choices = this.#cluster.workerGroups.map((group) => ({
      group,
      nodeCount: this.#counts.of(group) + (group.hostsPerUnit ?? 1) - 1,
      isOffered: this.#launches.isOffered(group),
    }));
    const chosen = chooseGroup(
      need,
      choices.filter(({ isOffered }) => isOffered || !onlyOffered),
    );
    return chosen?.group ?? null;
  }

  /** The nodes that a placement group needs beside these; `null`: no such nodes may be had. */
  planNodes(
    group: BundleGroup,
    there: readonly PlacementNode[],
    { onlyOffered }: { readonly onlyOffered: boolean },
  ): readonly WantedNodes[] | null {
    const growing = this.#cluster.workerGroups.map((each) => {
      const room = each.maxNodes - this.#counts.of(each);
      return { group: each, room: onlyOffered ? Math.min(room, this.#launches.roomOf(each)) : room };
    });
    return planNodes(group, there, growing);
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
      const group = this.chooseGroup(need, options);
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
    const ready: readonly OpenNode[] = this.#openNodes().map((node) => {
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
      this.planNodes(group, there, { onlyOffered: true }) ??
      this.planNodes(group, there, { onlyOffered: false }) ??
      [];
    for (const { group: grown, count } of wanted) {
      for (let i = 0; i < count; i += grown.hostsPerUnit ?? 1) rooms.add(this.#request(grown));
    }
  }

  /** Requests that wait, and that nothing is meant for. */
  #takeBack(rooms: ComingRooms): void {
    const spare = rooms.all.filter(
      ({ group, state, isNeeded }) =>
        !isNeeded && state === "waiting" && this.#counts.of(group) > group.minNodes,
    );
    if (spare.length === 0) return;
    // Hosts of one machine go together or not at all.
    const withHosts = rooms.all.filter(({ group, isNeeded }) => isNeeded && (group.hostsPerUnit ?? 1) > 1);
    const needed = new Set(withHosts.flatMap(({ nodes }) => nodes()));
    for (const node of spare.flatMap(({ nodes }) => nodes())) {
      if (node.state !== "waiting" || node.unit.some((host) => needed.has(host))) continue;
      this.#giveBack(node);
    }
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
      nodes: groups.reduce((sum, group) => sum + this.#counts.of(group), 0),
      maxNodes: groups.reduce((sum, group) => sum + group.maxNodes, 0),
    };
  }

  /** Of nodes that were asked for, that something is meant for, and that wait. */
  #lacksOfNodes(rooms: ComingRooms): readonly NodeLack[] {
    const stuck = rooms.all.filter(({ isNeeded, state }) => isNeeded && state === "waiting");
    return [...new Set(stuck.map(({ group }) => group))].map((group) => this.#launches.lackOf(group));
  }
}

/** Whether an empty node of the group, if it may have any, has room. */
function hasRoomFor(group: WorkerGroup, need: ReplicaNeed): boolean {
  return group.maxNodes > 0 && fits(need, { group, free: capacityOf(group.instanceType) });
}

function placementNode({ node, room: { free, limits } }: OpenNode): PlacementNode {
  return { id: node.id, free, limits, group: node.group };
}

/** The node of each bundle; `null`: they do not all fit. */
function placeOnOpen(group: BundleGroup, open: readonly OpenNode[]): readonly OpenNode[] | null {
  const placed = placeBundles(group, open.map(placementNode));
  if (!arePlaced(placed)) return null;
  const byId = new Map<number, OpenNode>(open.map((each) => [each.node.id, each]));
  return placed.map((id) => byId.get(id) as OpenNode);
}
