import { nothing, type RequestTable } from "../path/RequestTable.ts";
import type { ReplicaWork } from "./ReplicaWork.ts";
import { RequestHeap } from "./RequestHeap.ts";

/**
 * Hands each request to the work of its replica only after what Ray Serve itself needs of its slot (`RequestTable.slotSeconds`),
 * for works that are not told in seconds a request.
 */
export class DelayedWork implements ReplicaWork {
  readonly #requests: RequestTable;
  readonly #work: ReplicaWork;
  /** Those on their way, by when they are there. */
  readonly #coming: RequestHeap;
  #workingCount = 0;
  /** What the work named when it was asked last. */
  #workDueSeconds = Number.POSITIVE_INFINITY;

  constructor(requests: RequestTable, work: ReplicaWork) {
    this.#requests = requests;
    this.#work = work;
    this.#coming = new RequestHeap(requests);
  }

  begin(request: number, nowSeconds: number): void {
    this.#handOver(nowSeconds);
    const slotSeconds = this.#requests.slotSeconds[request] as number;
    if (slotSeconds === 0) {
      this.#startWork(request, nowSeconds);
      return;
    }
    this.#requests.finishVirtualSeconds[request] = nowSeconds + slotSeconds;
    this.#coming.add(request);
  }

  finish(nowSeconds: number): number {
    if (this.#workingCount === 0 || nowSeconds < this.#workDueSeconds) {
      this.#handOver(nowSeconds);
      return nothing;
    }
    const request = this.#work.finish(nowSeconds);
    if (request !== nothing) this.#workingCount--;
    return request;
  }

  abandon(request: number, nowSeconds: number): void {
    this.#handOver(nowSeconds);
    if (this.#requests.slotSeconds[request] !== 0) {
      this.#coming.remove(request);
      return;
    }
    this.#workingCount--;
    this.#work.abandon(request, nowSeconds);
  }

  nextSeconds(nowSeconds: number): number {
    this.#workDueSeconds =
      this.#workingCount === 0 ? Number.POSITIVE_INFINITY : this.#work.nextSeconds(nowSeconds);
    return Math.max(nowSeconds, Math.min(this.#workDueSeconds, this.#nextThere()));
  }

  anyRequest(): number {
    return this.#coming.size === 0 ? this.#work.anyRequest() : this.#coming.first();
  }

  setSpeed(speed: number, nowSeconds: number): void {
    this.#handOver(nowSeconds);
    this.#work.setSpeed(speed, nowSeconds);
  }

  #nextThere(): number {
    return this.#coming.size === 0
      ? Number.POSITIVE_INFINITY
      : (this.#requests.finishVirtualSeconds[this.#coming.first()] as number);
  }

  #handOver(nowSeconds: number): void {
    while (this.#nextThere() <= nowSeconds) this.#startWork(this.#coming.removeFirst(), nowSeconds);
  }

  /** From now on it is held up no more. */
  #startWork(request: number, nowSeconds: number): void {
    this.#requests.slotSeconds[request] = 0;
    this.#workingCount++;
    this.#work.begin(request, nowSeconds);
  }
}
