import type { FleetNode } from "../nodes/FleetNode.ts";
import { roomKey } from "./roomKey.ts";

/** Nodes that are alike to placement, the lowest number first. */
interface Shelf {
  readonly key: string;
  readonly nodes: FleetNode[];
}

/**
 * The nodes that take replicas, those that are alike together: of many equally empty ones placement looks at one alone
 * (docs/decisions/simulation.md).
 */
export class NodesByRoom {
  readonly #shelves = new Map<string, Shelf>();
  readonly #shelfOf = new Map<FleetNode, Shelf>();

  /** A node is there, or its room or whether it is busy has changed. */
  put(node: FleetNode, { isBusy }: { readonly isBusy: boolean }): void {
    const key = `${isBusy}${roomKey(node)}`;
    const before = this.#shelfOf.get(node);
    if (before?.key === key) return;
    if (before !== undefined) this.#takeOff(node, before);
    let shelf = this.#shelves.get(key);
    if (shelf === undefined) {
      shelf = { key, nodes: [] };
      this.#shelves.set(key, shelf);
    }
    shelf.nodes.splice(positionOf(node.id, shelf), 0, node);
    this.#shelfOf.set(node, shelf);
  }

  remove(node: FleetNode): void {
    const shelf = this.#shelfOf.get(node);
    if (shelf === undefined) return;
    this.#takeOff(node, shelf);
    this.#shelfOf.delete(node);
  }

  /** Of nodes that are alike, at most so many with the lowest numbers. */
  lowest(count: number): FleetNode[] {
    return [...this.#shelves.values()].flatMap(({ nodes }) => nodes.slice(0, count));
  }

  /** Of nodes that are alike, the next one from that number on, or the lowest where there is none; by ascending number. */
  nextFrom(id: number): FleetNode[] {
    return [...this.#shelves.values()]
      .flatMap((shelf) => shelf.nodes[positionOf(id, shelf)] ?? shelf.nodes.slice(0, 1))
      .sort((a, b) => a.id - b.id);
  }

  #takeOff(node: FleetNode, shelf: Shelf): void {
    shelf.nodes.splice(positionOf(node.id, shelf), 1);
    if (shelf.nodes.length === 0) this.#shelves.delete(shelf.key);
  }
}

/** Of the first node with that number or a higher one. */
function positionOf(id: number, { nodes }: Shelf): number {
  let from = 0;
  let to = nodes.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((nodes[middle] as FleetNode).id < id) from = middle + 1;
    else to = middle;
  }
  return from;
}
