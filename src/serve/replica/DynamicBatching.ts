import { nothing, type RequestTable } from "../path/RequestTable.ts";
import { WorkCounts } from "../path/WorkCounts.ts";
import type { ReplicaWork } from "./ReplicaWork.ts";

/**
 * Ray Serve's `@serve.batch` with one batch at a time (ray 2.60.0, serve/batching.py): a batch is closed when it has
 * `maxBatchSize` requests or `waitTimeoutSeconds` after its first, also while another runs; closed batches run one after
 * the other. A batch that runs goes on to its end, whoever leaves it.
 */
export class DynamicBatching implements ReplicaWork {
  readonly #requests: RequestTable;
  readonly #maxBatchSize: number;
  readonly #waitTimeoutSeconds: number;
  readonly #slowdown: number;
  readonly #counts: WorkCounts;
  #speed: number;
  /** All requests in order of arrival, so batch by batch; `position` holds the number of its batch. */
  #head = nothing;
  #tail = nothing;
  #size = 0;
  /** The batch that is being filled: its number, how many it has, when it closes. */
  #filling = 0;
  #fillingSize = 0;
  #closesAtSeconds = 0;
  /** The batch that runs, or `nothing`; the work seconds it has left; when it ends. */
  #running = nothing;
  #leftSeconds = 0;
  #endsAtSeconds = Number.POSITIVE_INFINITY;
  #updatedAtSeconds = 0;

  constructor(
    requests: RequestTable,
    options: {
      readonly maxBatchSize: number;
      readonly waitTimeoutSeconds: number;
      readonly slowdown: number;
      readonly speed: number;
      readonly counts?: WorkCounts;
    },
  ) {
    if (!(options.maxBatchSize >= 1 && options.waitTimeoutSeconds >= 0 && options.slowdown >= 0)) {
      throw new RangeError("batches of no request, or with a negative time");
    }
    this.#requests = requests;
    this.#maxBatchSize = options.maxBatchSize;
    this.#waitTimeoutSeconds = options.waitTimeoutSeconds;
    this.#slowdown = options.slowdown;
    this.#speed = options.speed;
    this.#counts = options.counts ?? new WorkCounts();
  }

  begin(request: number, nowSeconds: number): void {
    const requests = this.#requests;
    this.#close(nowSeconds);
    if (this.#fillingSize === 0) this.#closesAtSeconds = nowSeconds + this.#waitTimeoutSeconds;
    requests.position[request] = this.#filling;
    requests.before[request] = this.#tail;
    requests.behind[request] = nothing;
    if (this.#tail === nothing) this.#head = request;
    else requests.behind[this.#tail] = request;
    this.#tail = request;
    this.#size++;
    this.#fillingSize++;
    if (this.#fillingSize === this.#maxBatchSize) this.#closeNow();
  }

  finish(nowSeconds: number): number {
    if (this.#fillingSize > 0 && nowSeconds >= this.#closesAtSeconds) this.#closeNow();
    if (this.#running === nothing || nowSeconds < this.#endsAtSeconds) return nothing;
    const request = this.#head;
    if (request !== nothing && this.#requests.position[request] === this.#running) {
      this.#remove(request);
      return request;
    }
    this.#running = nothing;
    return nothing;
  }

  abandon(request: number, nowSeconds: number): void {
    this.#close(nowSeconds);
    if (this.#requests.position[request] === this.#filling) this.#fillingSize--;
    this.#remove(request);
  }

  nextSeconds(nowSeconds: number): number {
    if (this.#running === nothing) this.#run(nowSeconds);
    const closesAtSeconds = this.#fillingSize > 0 ? this.#closesAtSeconds : Number.POSITIVE_INFINITY;
    return Math.max(nowSeconds, Math.min(closesAtSeconds, this.#endsAtSeconds));
  }

  anyRequest(): number {
    return this.#head;
  }

  setSpeed(speed: number, nowSeconds: number): void {
    if (this.#running !== nothing && nowSeconds < this.#endsAtSeconds) {
      this.#leftSeconds -= (nowSeconds - this.#updatedAtSeconds) * this.#speed;
      this.#speed = speed;
      this.#planEnd(nowSeconds);
    }
    this.#updatedAtSeconds = nowSeconds;
    this.#speed = speed;
  }

  /** Runs the first closed batch, if there is one. */
  #run(nowSeconds: number): void {
    this.#endsAtSeconds = Number.POSITIVE_INFINITY;
    const requests = this.#requests;
    const batch = this.#head === nothing ? this.#filling : (requests.position[this.#head] as number);
    if (batch === this.#filling) return;
    let [count, longestSeconds] = [0, 0];
    for (
      let request = this.#head;
      request !== nothing && requests.position[request] === batch;
      request = requests.behind[request] as number
    ) {
      count++;
      longestSeconds = Math.max(longestSeconds, requests.workSeconds[request] as number);
    }
    this.#counts.addBatches(1, count);
    this.#running = batch;
    this.#leftSeconds = longestSeconds * (1 + this.#slowdown * (count - 1));
    this.#updatedAtSeconds = nowSeconds;
    this.#planEnd(nowSeconds);
  }

  #planEnd(nowSeconds: number): void {
    // Nothing left is done at once, also on a replica that stands still.
    this.#endsAtSeconds = this.#leftSeconds > 0 ? nowSeconds + this.#leftSeconds / this.#speed : nowSeconds;
  }

  /** Closes the batch whose time is over, before anything else happens to it at this instant. */
  #close(nowSeconds: number): void {
    if (this.#fillingSize > 0 && nowSeconds > this.#closesAtSeconds) this.#closeNow();
  }

  #closeNow(): void {
    this.#filling++;
    this.#fillingSize = 0;
  }

  #remove(request: number): void {
    const requests = this.#requests;
    const before = requests.before[request] as number;
    const behind = requests.behind[request] as number;
    if (before === nothing) this.#head = behind;
    else requests.behind[before] = behind;
    if (behind === nothing) this.#tail = before;
    else requests.before[behind] = before;
    if (--this.#size > 0) return;
    this.#running = nothing;
    this.#endsAtSeconds = Number.POSITIVE_INFINITY;
    this.#filling = 0;
    this.#fillingSize = 0;
  }
}
