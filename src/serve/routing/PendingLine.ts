import { grownFloats, grownIntegers } from "../../engine/grownColumn.ts";

const none = -1;

/** The waiting line of a router: requests in the order of their arrival. */
export interface WaitingLine {
  readonly waitingHead: number;
}

/** Who stands behind whom in it. */
export interface LineNeighbours {
  readonly behind: Int32Array;
}

/**
 * What a router that probes knows of those who wait. A request is *open* until a replica is found for it, then *sent*
 * until the replica takes it, or refuses it. An open one is *free* until a routing task takes care of it.
 *
 * Follows ray 2.60.0: `_pending_requests_to_fulfill` holds the open ones and `_pending_requests_to_route` the free ones,
 * both in the order of arrival.
 */
export class PendingLine {
  readonly #requests: LineNeighbours;
  /** The order of arrival, by request; also tells a request from one that had its number before. */
  #order = new Float64Array(64);
  #isOpen = new Int32Array(64);
  /**
   * How often it stands among those whom tasks take next. One who is served by another's task before any has taken him
   * stays there; refused, he stands there twice, and two tasks take care of him.
   */
  #copies = new Int32Array(64);
  /** The task that took him last, or `none`. */
  #task = new Int32Array(64).fill(none);
  #arrivals = 0;
  #openCount = 0;
  /** Nobody before these is open, or free. */
  #openFrom = none;
  #freeFrom = none;

  constructor(line: WaitingLine, requests: LineNeighbours) {
    this.#requests = requests;
    for (let at = line.waitingHead; at !== none; at = requests.behind[at] as number) this.join(at);
  }

  get openCount(): number {
    return this.#openCount;
  }

  orderOf(request: number): number {
    return this.#order[request] as number;
  }

  /** Someone has come to the end of the line. */
  join(request: number): void {
    if (request >= this.#order.length) this.#grow(request);
    this.#order[request] = ++this.#arrivals;
    this.#open(request);
  }

  /** Someone leaves the line; called while his neighbours are still known. Returns the task that took care of him, or −1. */
  leave(request: number): number {
    const behind = this.#requests.behind[request] as number;
    if (this.#openFrom === request) this.#openFrom = behind;
    if (this.#freeFrom === request) this.#freeFrom = behind;
    const task = this.#task[request] as number;
    this.#task[request] = none;
    if (this.#isOpen[request] === 1) this.#openCount--;
    this.#isOpen[request] = 0;
    this.#copies[request] = 0;
    this.#order[request] = 0;
    return task;
  }

  /** The first one for whom no replica has been found, or −1. */
  firstOpen(): number {
    let at = this.#openFrom;
    while (at !== none && this.#isOpen[at] === 0) at = this.#requests.behind[at] as number;
    this.#openFrom = at;
    return at;
  }

  /** A task takes care of the first free one; returns him, or −1. */
  takeFree(task: number): number {
    let at = this.#freeFrom;
    for (; at !== none; at = this.#requests.behind[at] as number) {
      if (this.#copies[at] === 0) continue;
      if (this.#isOpen[at] === 1) break;
      this.#copies[at] = 0;
    }
    this.#freeFrom = at;
    if (at === none) return none;
    this.#copies[at] = (this.#copies[at] as number) - 1;
    this.#task[at] = task;
    return at;
  }

  /** Whether this very request still has no replica. */
  isOpen(request: number, order: number): boolean {
    return this.#isOpen[request] === 1 && this.#order[request] === order;
  }

  /** A replica has been found for an open one. Returns the task that took care of him, or −1. */
  send(request: number): number {
    const task = this.#task[request] as number;
    this.#isOpen[request] = 0;
    this.#task[request] = none;
    this.#openCount--;
    return task;
  }

  /** The replica has refused one that was sent: he waits again, where he stood. */
  reopen(request: number): void {
    this.#open(request);
  }

  #open(request: number): void {
    this.#isOpen[request] = 1;
    this.#copies[request] = (this.#copies[request] as number) + 1;
    this.#task[request] = none;
    this.#openCount++;
    this.#openFrom = this.#earlier(request, this.#openFrom);
    this.#freeFrom = this.#earlier(request, this.#freeFrom);
  }

  #earlier(request: number, other: number): number {
    if (other === none) return request;
    return (this.#order[request] as number) < (this.#order[other] as number) ? request : other;
  }

  #grow(request: number): void {
    const before = this.#order.length;
    const length = Math.max(2 * before, request + 1);
    this.#order = grownFloats(this.#order, length);
    this.#isOpen = grownIntegers(this.#isOpen, length);
    this.#copies = grownIntegers(this.#copies, length);
    this.#task = grownIntegers(this.#task, length).fill(none, before);
  }
}
