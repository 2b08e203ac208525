import type { WorkerGroup } from "../Cluster.ts";
import type { ReplicaNeed } from "../MilliResources.ts";
import { fits } from "../placement/fits.ts";
import { emptyRoom, type NodeRoom, takeRoom } from "../placement/NodeRoom.ts";
import type { ComingRun } from "./ComingNodes.ts";
import type { FleetNode } from "./FleetNode.ts";

/** Nodes on their way that are alike also in what is meant for them. */
export interface ComingRoom extends NodeRoom {
  readonly group: WorkerGroup;
  readonly state: "waiting" | "booting";
  /** In the order of their requests. */
  readonly nodes: () => readonly FleetNode[];
  readonly nodeCount: number;
  /** Something is meant for them. */
  isNeeded: boolean;
}

/** What nodes that are on their way will have beside what is meant for them. Filled first come, first served. */
export class ComingRooms {
  #rooms: ComingRoom[];

  constructor(runs: readonly ComingRun[]) {
    this.#rooms = runs.map(({ group, state, nodes }) => {
      const nodeCount = nodes.size;
      // The run may grow at its end meanwhile.
      const own = () => [...nodes].slice(0, nodeCount);
      return { ...emptyRoom(group), group, state, nodes: own, nodeCount, isNeeded: false };
    });
  }

  get all(): readonly ComingRoom[] {
    return this.#rooms;
  }

  /** A machine that was requested: its hosts come too. */
  add(node: FleetNode): void {
    this.#rooms.push(...roomsOf(node));
  }

  /**
   * A machine that was requested for some of equal needs for which there was no room: the first of them has it, and others have
   * what is left. Returns how many have found none.
   */
  addFor(
    node: FleetNode,
    need: ReplicaNeed,
    count: number,
    isAllowed: (room: ComingRoom) => boolean,
  ): number {
    const rooms = roomsOf(node);
    const [first] = rooms;
    if (first === undefined) throw new Error(`node ${node.id} is no host of its machine`);
    takeRoom(first, need);
    first.isNeeded = true;
    const filled = fillEach(rooms, need, count - 1, isAllowed);
    this.#rooms.push(...filled.rooms);
    return filled.left;
  }

  /** Each node by itself from now on: placement groups choose one by one. */
  apart(): readonly ComingRoom[] {
    this.#rooms = this.#rooms.flatMap((room) =>
      room.nodeCount === 1
        ? [room]
        : room.nodes().map((node) => ({ ...room, nodes: () => [node], nodeCount: 1 })),
    );
    return this.#rooms;
  }

  /** Gives equal needs room, each on the first node that has some. Returns how many have found none. */
  fill(need: ReplicaNeed, count: number, isAllowed: (room: ComingRoom) => boolean): number {
    const { rooms, left } = fillEach(this.#rooms, need, count, isAllowed);
    this.#rooms = rooms;
    return left;
  }
}

function roomsOf({ group, state: now, unit }: FleetNode): ComingRoom[] {
  const state = now === "waiting" ? "waiting" : "booting";
  return unit.map((host) => ({
    ...emptyRoom(group),
    group,
    state,
    nodes: () => [host],
    nodeCount: 1,
    isNeeded: false,
  }));
}

/** Where one finds no room any more its equals find none later: one pass fills one node after the other. */
function fillEach(
  rooms: readonly ComingRoom[],
  need: ReplicaNeed,
  count: number,
  isAllowed: (room: ComingRoom) => boolean,
): { readonly rooms: ComingRoom[]; readonly left: number } {
  let left = count;
  const filled = rooms.flatMap((room) => {
    if (left === 0 || !fits(need, room) || !isAllowed(room)) return [room];
    const parts: ComingRoom[] = [];
    let rest: ComingRoom | null = room;
    while (left > 0 && rest !== null) {
      const one = fillOne(need, rest, left);
      const nodeCount = Math.min(rest.nodeCount, Math.floor(left / one.taken));
      left -= nodeCount * one.taken;
      const [first, others] = divide(rest, nodeCount);
      parts.push({ ...first, ...one.room, isNeeded: true });
      rest = others;
    }
    return rest === null ? parts : [...parts, rest];
  });
  return { rooms: filled, left };
}

/** As many as one of the nodes takes, of at most so many. */
function fillOne(need: ReplicaNeed, { group, free, limits }: NodeRoom, most: number) {
  const room: NodeRoom = { ...(group === undefined ? {} : { group }), free, limits };
  let taken = 0;
  while (taken < most && fits(need, room)) {
    takeRoom(room, need);
    taken++;
  }
  return { room: { free: room.free, limits: room.limits }, taken };
}

/** The first nodes of alike ones, and the others; `null`: there are none. */
function divide(room: ComingRoom, nodeCount: number): readonly [ComingRoom, ComingRoom | null] {
  if (nodeCount === room.nodeCount) return [room, null];
  return [
    { ...room, nodeCount, nodes: () => room.nodes().slice(0, nodeCount) },
    { ...room, nodeCount: room.nodeCount - nodeCount, nodes: () => room.nodes().slice(nodeCount) },
  ];
}
