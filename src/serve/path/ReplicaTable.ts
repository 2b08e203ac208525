import { grownFloats, grownIntegers } from "../../engine/grownColumn.ts";
import { createReplicaWork } from "../replica/createReplicaWork.ts";
import { ModelCache, type MultiplexingSettings } from "../replica/ModelCache.ts";
import type { ReplicaWork } from "../replica/ReplicaWork.ts";
import type { WorkStyle } from "../replica/WorkStyle.ts";
import type { PathRouter } from "./PathRouter.ts";
import { nothing, type RequestTable } from "./RequestTable.ts";
import { WorkCounts } from "./WorkCounts.ts";

/**
 * Replicas as the request path sees them, in columns: one index a replica, never used again. How each works on what it
 * holds is its `ReplicaWork`.
 */
export class ReplicaTable {
  readonly #requests: RequestTable;
  #capacity = 64;
  #size = 0;

  /** Requests being served. */
  ongoing = new Int32Array(this.#capacity);
  /** Those of them that only await what they called: they hold a slot and take no part in the work. */
  awaiting = new Int32Array(this.#capacity);
  #firstAwaiting = new Int32Array(this.#capacity);
  maxOngoing = new Int32Array(this.#capacity);
  /** Its router. */
  router = new Int32Array(this.#capacity);
  /** Its place among the router's replicas with a free slot, or `nothing`. */
  availablePosition = new Int32Array(this.#capacity);
  /** 1 while it takes new requests. */
  accepting = new Uint8Array(this.#capacity);
  /** The node that it runs on, or `nothing`. */
  node = new Int32Array(this.#capacity);
  /** The zone that it runs in, or `nothing`. */
  zone = new Int32Array(this.#capacity);
  /** The timer of its next finished request. */
  timer = new Int32Array(this.#capacity);
  /** The number by which the control path knows it. */
  owner = new Int32Array(this.#capacity);
  /** Requests that it still has to finish until someone is called back; Infinity: nobody waits for that. */
  finishesLeft = new Float64Array(this.#capacity);
  /** Requests that it has finished, with an answer or an error of its own. */
  served = new Int32Array(this.#capacity);
  /** Share of its answers that are errors, in percent. */
  errorPercent = new Float64Array(this.#capacity);
  /** 1 where it answers token by token. */
  generatesTokens = new Uint8Array(this.#capacity);
  readonly #works: (ReplicaWork | null)[] = [];
  /** Of replicas whose requests ask for models. */
  readonly #caches: (ModelCache | null)[] = [];

  constructor(requests: RequestTable) {
    this.#requests = requests;
  }

  add(options: {
    readonly router: PathRouter;
    readonly maxOngoing: number;
    readonly slowdown: number;
    /** Default: processor sharing. */
    readonly style?: WorkStyle | null;
    /** Default: its requests ask for no models. */
    readonly multiplexing?: MultiplexingSettings | null;
    readonly speed: number;
    /** Where its batches and models are counted. */
    readonly counts?: WorkCounts;
  }): number {
    assertSlots(options.maxOngoing);
    assertSpeed(options.speed);
    if (this.#size === this.#capacity) this.#grow();
    const replica = this.#size++;
    this.maxOngoing[replica] = options.maxOngoing;
    this.router[replica] = options.router;
    this.availablePosition[replica] = nothing;
    this.accepting[replica] = 1;
    this.node[replica] = nothing;
    this.zone[replica] = nothing;
    this.timer[replica] = nothing;
    this.#firstAwaiting[replica] = nothing;
    this.finishesLeft[replica] = Number.POSITIVE_INFINITY;
    const style = options.style ?? null;
    this.generatesTokens[replica] = style?.kind === "llm" ? 1 : 0;
    const counts = options.counts ?? new WorkCounts();
    const work = createReplicaWork(this.#requests, { ...options, style, counts });
    const multiplexing = options.multiplexing ?? null;
    if (multiplexing === null) {
      this.#works.push(work);
      this.#caches.push(null);
    } else {
      const cache = new ModelCache(this.#requests, work, {
        ...multiplexing,
        onLoad: () => {
          counts.modelLoads++;
        },
      });
      this.#works.push(cache);
      this.#caches.push(cache);
    }
    return replica;
  }

  /** How many there are, those that are gone included: their numbers are those below. */
  get size(): number {
    return this.#size;
  }

  /** Lets what a replica that is gone worked with go. */
  forget(replica: number): void {
    this.#works[replica] = null;
    this.#caches[replica] = null;
  }

  /** Some request that the replica serves; only while there is one. */
  anyOngoing(replica: number): number {
    if (!this.isComputing(replica)) return this.#firstAwaiting[replica] as number;
    return this.#work(replica).anyRequest();
  }

  /** Whether it works on anything, and so will be done with something. */
  isComputing(replica: number): boolean {
    return (this.ongoing[replica] as number) > (this.awaiting[replica] as number);
  }

  /** A request that has just finished its own work keeps a slot. */
  beginAwaiting(replica: number, request: number): void {
    const requests = this.#requests;
    const behind = this.#firstAwaiting[replica] as number;
    requests.isAwaiting[request] = 1;
    requests.before[request] = nothing;
    requests.behind[request] = behind;
    if (behind !== nothing) requests.before[behind] = request;
    this.#firstAwaiting[replica] = request;
    this.ongoing[replica] = (this.ongoing[replica] as number) + 1;
    this.awaiting[replica] = (this.awaiting[replica] as number) + 1;
  }

  /** A request that awaits gives its slot back. */
  endAwaiting(replica: number, request: number): void {
    const requests = this.#requests;
    const before = requests.before[request] as number;
    const behind = requests.behind[request] as number;
    if (behind !== nothing) requests.before[behind] = before;
    if (before === nothing) this.#firstAwaiting[replica] = behind;
    else requests.behind[before] = behind;
    this.ongoing[replica] = (this.ongoing[replica] as number) - 1;
    this.awaiting[replica] = (this.awaiting[replica] as number) - 1;
  }

  /** Calls that are not answered, found from the requests that await them. */
  countCalls(): number {
    const requests = this.#requests;
    let count = 0;
    for (let replica = 0; replica < this.#size; replica++) {
      let request = this.#firstAwaiting[replica] as number;
      for (; request !== nothing; request = requests.behind[request] as number) {
        let call = requests.firstCall[request] as number;
        for (; call !== nothing; call = requests.callBehind[call] as number) count++;
      }
    }
    return count;
  }

  /** Requests being served by replicas of a router. */
  countOngoingOf(router: PathRouter): number {
    let count = 0;
    for (let replica = 0; replica < this.#size; replica++) {
      if (this.router[replica] === router) count += this.ongoing[replica] as number;
    }
    return count;
  }

  /** Whether it has the model, or loads it. */
  holdsModel(replica: number, model: number): boolean {
    return this.#caches[replica]?.holds(model) ?? false;
  }

  /** Models that it has or loads. */
  countModels(replica: number): number {
    return this.#caches[replica]?.modelCount ?? 0;
  }

  /** Requests being served, all replicas together. */
  countOngoing(): number {
    let count = 0;
    for (let replica = 0; replica < this.#size; replica++) count += this.ongoing[replica] as number;
    return count;
  }

  begin(replica: number, request: number, nowSeconds: number): void {
    this.ongoing[replica] = (this.ongoing[replica] as number) + 1;
    this.#work(replica).begin(request, nowSeconds);
  }

  /** At the moment that `nextSeconds` named: takes a request that is done, or returns `nothing` where none is. */
  finish(replica: number, nowSeconds: number): number {
    const request = this.#work(replica).finish(nowSeconds);
    if (request !== nothing) this.ongoing[replica] = (this.ongoing[replica] as number) - 1;
    return request;
  }

  /** Takes a request that is not done. */
  abandon(replica: number, request: number, nowSeconds: number): void {
    this.ongoing[replica] = (this.ongoing[replica] as number) - 1;
    this.#work(replica).abandon(request, nowSeconds);
  }

  /** When to call `finish` if nothing changes, not before now; only while it computes (`isComputing`). */
  nextSeconds(replica: number, nowSeconds: number): number {
    return this.#work(replica).nextSeconds(nowSeconds);
  }

  /** It may serve so many requests at once from now on; those beyond it are finished. */
  setMaxOngoing(replica: number, maxOngoing: number): void {
    assertSlots(maxOngoing);
    this.maxOngoing[replica] = maxOngoing;
  }

  /** Work gets done `speed` times as fast from now on; 0 stops it. */
  setSpeed(replica: number, speed: number, nowSeconds: number): void {
    assertSpeed(speed);
    this.#work(replica).setSpeed(speed, nowSeconds);
  }

  #work(replica: number): ReplicaWork {
    return this.#works[replica] as ReplicaWork;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.ongoing = grownIntegers(this.ongoing, this.#capacity);
    this.awaiting = grownIntegers(this.awaiting, this.#capacity);
    this.#firstAwaiting = grownIntegers(this.#firstAwaiting, this.#capacity);
    this.maxOngoing = grownIntegers(this.maxOngoing, this.#capacity);
    this.router = grownIntegers(this.router, this.#capacity);
    this.availablePosition = grownIntegers(this.availablePosition, this.#capacity);
    this.owner = grownIntegers(this.owner, this.#capacity);
    this.node = grownIntegers(this.node, this.#capacity);
    this.zone = grownIntegers(this.zone, this.#capacity);
    this.timer = grownIntegers(this.timer, this.#capacity);
    const accepting = new Uint8Array(this.#capacity);
    accepting.set(this.accepting);
    this.accepting = accepting;
    this.finishesLeft = grownFloats(this.finishesLeft, this.#capacity);
    this.served = grownIntegers(this.served, this.#capacity);
    const generatesTokens = new Uint8Array(this.#capacity);
    generatesTokens.set(this.generatesTokens);
    this.generatesTokens = generatesTokens;
    this.errorPercent = grownFloats(this.errorPercent, this.#capacity);
  }
}

function assertSlots(maxOngoing: number): void {
  if (!(Number.isInteger(maxOngoing) && maxOngoing >= 1)) {
    throw new RangeError(`a replica with room for ${maxOngoing} requests: expected a whole number from 1 up`);
  }
}

function assertSpeed(speed: number): void {
  if (!(speed >= 0 && speed < Number.POSITIVE_INFINITY)) throw new RangeError(`a replica of speed ${speed}`);
}
