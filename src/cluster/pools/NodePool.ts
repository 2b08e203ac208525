import type { NodeId } from "../nodes/NodeId.ts";

interface WaitingNode {
  /** Machines that it takes. */
  readonly count: number;
  readonly canLaunch: () => boolean;
  readonly onGranted: () => void;
}

/** Where nodes come from: at most `maxNodes` at once over all clusters; requests beyond that wait in line. */
export class NodePool {
  readonly name: string;
  maxNodes: number;
  peakNodes = 0;
  #inUse = 0;
  #stockOuts = 0;
  #changes = 0;
  readonly #waiting = new Map<number, WaitingNode>();
  readonly #onRoom: (() => void)[] = [];

  constructor(options: { readonly name: string; readonly maxNodes: number }) {
    this.name = options.name;
    this.maxNodes = options.maxNodes;
  }

  /** Nodes that are out. */
  get inUse(): number {
    return this.#inUse;
  }

  /** Grows whenever it may give more or fewer nodes than before. */
  get changes(): number {
    return this.#changes;
  }

  get isOutOfStock(): boolean {
    return this.#stockOuts > 0;
  }

  /** How many nodes it would give now. */
  get room(): number {
    return this.#stockOuts === 0 ? Math.max(0, this.maxNodes - this.#inUse) : 0;
  }

  /** Whether it would give a node now. */
  get hasRoom(): boolean {
    return this.hasRoomFor(1);
  }

  /** Whether it would give so many nodes at once now. */
  hasRoomFor(count: number): boolean {
    return this.room >= count;
  }

  /** Called when it has something to give that nobody who waits here takes. */
  onRoom(callback: () => void): void {
    this.#onRoom.push(callback);
  }

  /**
   * Asks for a node under a number of its own, or for `count` at once; `onGranted` is called at once or when they are free.
   * Who cannot launch where one is free (its zone is down) lets those behind it pass.
   */
  request(node: NodeId, onGranted: () => void, canLaunch: () => boolean = () => true, count = 1): void {
    if (this.#waiting.has(node)) throw new Error(`node ${node} waits at pool ${this.name} already`);
    this.#waiting.set(node, { canLaunch, onGranted, count });
    this.#grant();
  }

  /** Takes a request that still waits back. */
  withdraw(node: NodeId): void {
    this.#waiting.delete(node);
  }

  /** Someone who could not launch may be able to now. */
  retry(): void {
    this.#grant();
    this.#tellRoom();
  }

  /** From now on the pool has so many; nodes that are out stay out. */
  resize(maxNodes: number): void {
    this.#changes++;
    this.maxNodes = maxNodes;
    this.#grant();
    this.#tellRoom();
  }

  /** A node comes back. */
  giveBack(): void {
    if (this.#inUse === 0) throw new Error(`pool ${this.name} has no node out`);
    this.#inUse--;
    this.#changes++;
    this.#grant();
    this.#tellRoom();
  }

  /** Nodes that are out already, whatever the limit: those that run when the simulation starts. */
  takeAtStart(): void {
    this.#inUse++;
    this.#changes++;
    this.peakNodes = Math.max(this.peakNodes, this.#inUse);
  }

  /** From now on the pool gives nothing, until as many stock-outs have ended as have begun. */
  beginStockOut(): void {
    this.#stockOuts++;
    this.#changes++;
  }

  endStockOut(): void {
    if (this.#stockOuts === 0) throw new Error(`pool ${this.name} has no stock-out to end`);
    this.#stockOuts--;
    this.#changes++;
    this.#grant();
    this.#tellRoom();
  }

  #tellRoom(): void {
    if (!this.hasRoom) return;
    for (const callback of this.#onRoom) callback();
  }

  #grant(): void {
    // A Map keeps the order of insertion: first come, first served.
    for (const [node, { canLaunch, onGranted, count }] of this.#waiting) {
      if (!this.hasRoom) return;
      if (!this.hasRoomFor(count) || !canLaunch()) continue;
      this.#waiting.delete(node);
      this.#inUse += count;
      this.#changes++;
      this.peakNodes = Math.max(this.peakNodes, this.#inUse);
      onGranted();
    }
  }
}
