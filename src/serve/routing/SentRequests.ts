import type { EventLoop, Timer } from "../../engine/EventLoop.ts";
import { grownFloats, grownIntegers } from "../../engine/grownColumn.ts";

/**
 * Is told of a request that its replica had no room for; `order`: its place in the order of arrival, which tells whether it still waits;
 * `ongoing`: the requests on the replica at that moment.
 */
type RefusalHandler = (request: number, order: number, replica: number, ongoing: number) => void;

/**
 * Requests on their way: those that go out in this turn, and those that their replicas have refused, until the refusal is
 * back at the router.
 */
export class SentRequests {
  readonly #loop: EventLoop;
  readonly #timer: Timer;
  readonly #onRefused: RefusalHandler;
  /** Those of this turn. */
  count = 0;
  #requests = new Int32Array(64);
  #replicas = new Int32Array(64);
  /** A ring of refusals, in the order in which they come back. */
  #dueSeconds = new Float64Array(64);
  #orders = new Float64Array(64);
  #refused = new Int32Array(64);
  #refusers = new Int32Array(64);
  #ongoing = new Int32Array(64);
  #first = 0;
  #lastSeconds = 0;
  #refusedCount = 0;

  constructor(options: {
    readonly loop: EventLoop;
    readonly rank: number;
    readonly onRefused: RefusalHandler;
  }) {
    this.#loop = options.loop;
    this.#onRefused = options.onRefused;
    this.#timer = options.loop.createTimer(
      options.loop.addHandler(() => this.#deliver()),
      0,
      options.rank,
    );
  }

  requestAt(index: number): number {
    return this.#requests[index] as number;
  }

  replicaAt(index: number): number {
    return this.#replicas[index] as number;
  }

  add(request: number, replica: number): void {
    if (this.count === this.#requests.length) {
      this.#requests = grownIntegers(this.#requests, 2 * this.count);
      this.#replicas = grownIntegers(this.#replicas, 2 * this.count);
    }
    this.#requests[this.count] = request;
    this.#replicas[this.count++] = replica;
  }

  clear(): void {
    this.count = 0;
  }

  /** The refusal is back then, or with the one before it. */
  refuse(request: number, order: number, replica: number, ongoing: number, earliestSeconds: number): void {
    const dueSeconds = Math.max(this.#lastSeconds, earliestSeconds);
    this.#lastSeconds = dueSeconds;
    if (this.#refusedCount === this.#refused.length) this.#grow();
    const place = (this.#first + this.#refusedCount) % this.#refused.length;
    this.#dueSeconds[place] = dueSeconds;
    this.#orders[place] = order;
    this.#refused[place] = request;
    this.#refusers[place] = replica;
    this.#ongoing[place] = ongoing;
    if (this.#refusedCount++ === 0) this.#loop.setTimer(this.#timer, dueSeconds);
  }

  stop(): void {
    this.#loop.releaseTimer(this.#timer);
    this.#refusedCount = 0;
  }

  #deliver(): void {
    const { nowSeconds } = this.#loop;
    while (this.#refusedCount > 0 && (this.#dueSeconds[this.#first] as number) <= nowSeconds) {
      const place = this.#first;
      this.#first = (place + 1) % this.#refused.length;
      this.#refusedCount--;
      this.#onRefused(
        this.#refused[place] as number,
        this.#orders[place] as number,
        this.#refusers[place] as number,
        this.#ongoing[place] as number,
      );
    }
    if (this.#refusedCount > 0) this.#loop.setTimer(this.#timer, this.#dueSeconds[this.#first] as number);
  }

  /** Unrolls the ring into columns of twice the length. */
  #grow(): void {
    const before = this.#refused.length;
    const turn = (column: Int32Array) => {
      const turned = grownIntegers(column.subarray(this.#first), 2 * before);
      turned.set(column.subarray(0, this.#first), before - this.#first);
      return turned;
    };
    const turnFloats = (column: Float64Array) => {
      const turned = grownFloats(column.subarray(this.#first), 2 * before);
      turned.set(column.subarray(0, this.#first), before - this.#first);
      return turned;
    };
    this.#dueSeconds = turnFloats(this.#dueSeconds);
    this.#orders = turnFloats(this.#orders);
    this.#refused = turn(this.#refused);
    this.#refusers = turn(this.#refusers);
    this.#ongoing = turn(this.#ongoing);
    this.#first = 0;
  }
}
