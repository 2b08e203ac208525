import type { RequestTable } from "../path/RequestTable.ts";
import type { ReplicaWork } from "./ReplicaWork.ts";
import { RequestHeap } from "./RequestHeap.ts";

/**
 * Works on all n requests at once, on each at the rate speed / (1 + slowdown × (n − 1)). A virtual clock runs at that rate:
 * a request that begins with w seconds of work is done when the clock has moved on by w. So a change of n or of the speed
 * changes the clock's rate and no request has to be touched.
 *
 * What Ray Serve itself needs of the slot (`RequestTable.slotSeconds`) goes by the real clock: it is turned into work at the rate of
 * the moment, which is exact as long as that stays the same.
 */
export class ProcessorSharing implements ReplicaWork {
  readonly #requests: RequestTable;
  readonly #heap: RequestHeap;
  readonly #slowdown: number;
  #speed: number;
  #virtualSeconds = 0;
  #updatedAtSeconds = 0;

  constructor(requests: RequestTable, options: { readonly slowdown: number; readonly speed: number }) {
    if (!(options.slowdown >= 0)) throw new RangeError(`a slowdown of ${options.slowdown}`);
    this.#requests = requests;
    this.#heap = new RequestHeap(requests);
    this.#slowdown = options.slowdown;
    this.#speed = options.speed;
  }

  begin(request: number, nowSeconds: number): void {
    this.#advance(nowSeconds);
    const requests = this.#requests;
    const rate = this.#speed / (1 + this.#slowdown * this.#heap.size);
    requests.finishVirtualSeconds[request] =
      this.#virtualSeconds +
      (requests.workSeconds[request] as number) +
      rate * (requests.slotSeconds[request] as number);
    this.#heap.add(request);
  }

  /** Sets the virtual clock to exactly the end of the request that is done first. */
  finish(nowSeconds: number): number {
    const request = this.#heap.removeFirst();
    this.#updatedAtSeconds = nowSeconds;
    // An idle replica starts its clock again, so that it never loses precision over a long run.
    this.#virtualSeconds =
      this.#heap.size === 0 ? 0 : (this.#requests.finishVirtualSeconds[request] as number);
    return request;
  }

  abandon(request: number, nowSeconds: number): void {
    this.#advance(nowSeconds);
    this.#heap.remove(request);
    if (this.#heap.size === 0) this.#virtualSeconds = 0;
  }

  nextSeconds(nowSeconds: number): number {
    const finish = this.#requests.finishVirtualSeconds[this.#heap.first()] as number;
    const remaining = finish - this.#virtualSeconds;
    // Rounding may leave a remainder just below zero.
    const dueSeconds =
      remaining > 0 ? this.#updatedAtSeconds + remaining / this.#rate() : this.#updatedAtSeconds;
    return Math.max(dueSeconds, nowSeconds);
  }

  anyRequest(): number {
    return this.#heap.first();
  }

  setSpeed(speed: number, nowSeconds: number): void {
    this.#advance(nowSeconds);
    this.#speed = speed;
  }

  #rate(): number {
    return this.#speed / (1 + this.#slowdown * (this.#heap.size - 1));
  }

  #advance(nowSeconds: number): void {
    if (this.#heap.size > 0) {
      this.#virtualSeconds += (nowSeconds - this.#updatedAtSeconds) * this.#rate();
    }
    this.#updatedAtSeconds = nowSeconds;
  }
}
