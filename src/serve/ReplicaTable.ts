import { grownFloats, grownIntegers } from "../engine/grownColumn.ts";
import { nothing, type RequestTable } from "./RequestTable.ts";

/**
 * Replicas as the request path sees them, in columns: one index a replica, never used again. A replica works on its n
 * requests at once, on each at the rate speed / (1 + slowdown × (n − 1)). It keeps a virtual clock that runs at that
 * rate: a request that begins with w seconds of work is done when the clock has moved on by w. So a change of n or of
 * the speed changes the clock's rate and no request has to be touched.
 */
export class ReplicaTable {
  readonly #requests: RequestTable;
  #capacity = 64;
  #size = 0;

  /** Requests being served. */
  ongoing = new Int32Array(this.#capacity);
  maxOngoing = new Int32Array(this.#capacity);
  /** Its router. */
  router = new Int32Array(this.#capacity);
  /** Its place among the router's replicas with a free slot, or `nothing`. */
  availablePosition = new Int32Array(this.#capacity);
  /** 1 while it takes new requests. */
  accepting = new Uint8Array(this.#capacity);
  /** The timer of its next finished request. */
  timer = new Int32Array(this.#capacity);
  /** The number by which the control path knows it. */
  owner = new Int32Array(this.#capacity);
  /** Requests that it still has to finish until someone is called back; Infinity: nobody waits for that. */
  finishesLeft = new Float64Array(this.#capacity);
  /** Share of its answers that are errors, in percent. */
  errorPercent = new Float64Array(this.#capacity);
  #speed = new Float64Array(this.#capacity);
  #slowdown = new Float64Array(this.#capacity);
  #virtualSeconds = new Float64Array(this.#capacity);
  #updatedAtSeconds = new Float64Array(this.#capacity);
  /** Heaps of requests by virtual finish time, the root first. */
  readonly #heaps: Int32Array[] = [];

  constructor(requests: RequestTable) {
    this.#requests = requests;
  }

  add(options: {
    readonly router: number;
    readonly maxOngoing: number;
    readonly slowdown: number;
    readonly speed: number;
  }): number {
    assertSlots(options.maxOngoing);
    assertSpeed(options.speed);
    if (!(options.slowdown >= 0)) throw new RangeError(`a slowdown of ${options.slowdown}`);
    if (this.#size === this.#capacity) this.#grow();
    const replica = this.#size++;
    this.maxOngoing[replica] = options.maxOngoing;
    this.router[replica] = options.router;
    this.availablePosition[replica] = nothing;
    this.accepting[replica] = 1;
    this.timer[replica] = nothing;
    this.finishesLeft[replica] = Number.POSITIVE_INFINITY;
    this.#speed[replica] = options.speed;
    this.#slowdown[replica] = options.slowdown;
    this.#heaps.push(new Int32Array(Math.min(options.maxOngoing, 8)));
    return replica;
  }

  /** Lets the heap of a replica that is gone go. */
  forget(replica: number): void {
    this.#heaps[replica] = new Int32Array(0);
  }

  /** Some request that the replica serves; only while there is one. */
  anyOngoing(replica: number): number {
    return (this.#heaps[replica] as Int32Array)[0] as number;
  }

  /** Requests being served, all replicas together. */
  countOngoing(): number {
    let count = 0;
    for (let replica = 0; replica < this.#size; replica++) count += this.ongoing[replica] as number;
    return count;
  }

  begin(replica: number, request: number, nowSeconds: number): void {
    this.#advance(replica, nowSeconds);
    const position = this.ongoing[replica] as number;
    let heap = this.#heaps[replica] as Int32Array;
    if (position === heap.length) {
      const grown = new Int32Array(Math.min(position * 2, this.maxOngoing[replica] as number));
      grown.set(heap);
      heap = grown;
      this.#heaps[replica] = grown;
    }
    this.#requests.finishVirtualSeconds[request] =
      (this.#virtualSeconds[replica] as number) + (this.#requests.workSeconds[request] as number);
    heap[position] = request;
    this.ongoing[replica] = position + 1;
    this.#siftUp(heap, position);
  }

  /** Takes the request that is done first, and sets the virtual clock to exactly its end. */
  finishFirst(replica: number, nowSeconds: number): number {
    const heap = this.#heaps[replica] as Int32Array;
    const request = heap[0] as number;
    this.#virtualSeconds[replica] = this.#requests.finishVirtualSeconds[request] as number;
    this.#updatedAtSeconds[replica] = nowSeconds;
    this.#removeAt(replica, heap, 0);
    return request;
  }

  /** Takes a request that is not done. */
  abandon(replica: number, request: number, nowSeconds: number): void {
    this.#advance(replica, nowSeconds);
    this.#removeAt(replica, this.#heaps[replica] as Int32Array, this.#requests.position[request] as number);
  }

  /** When the next request is done if nothing changes; only while one is ongoing. */
  nextFinishSeconds(replica: number): number {
    const request = (this.#heaps[replica] as Int32Array)[0] as number;
    const remaining =
      (this.#requests.finishVirtualSeconds[request] as number) - (this.#virtualSeconds[replica] as number);
    const updatedAt = this.#updatedAtSeconds[replica] as number;
    // Rounding may leave a remainder just below zero.
    return remaining > 0 ? updatedAt + remaining / this.#rate(replica) : updatedAt;
  }

  /** It may serve so many requests at once from now on; those beyond it are finished. */
  setMaxOngoing(replica: number, maxOngoing: number): void {
    assertSlots(maxOngoing);
    this.maxOngoing[replica] = maxOngoing;
  }

  /** Work gets done `speed` times as fast from now on; 0 stops it. */
  setSpeed(replica: number, speed: number, nowSeconds: number): void {
    assertSpeed(speed);
    this.#advance(replica, nowSeconds);
    this.#speed[replica] = speed;
  }

  #rate(replica: number): number {
    const others = (this.ongoing[replica] as number) - 1;
    return (this.#speed[replica] as number) / (1 + (this.#slowdown[replica] as number) * others);
  }

  #advance(replica: number, nowSeconds: number): void {
    if ((this.ongoing[replica] as number) > 0) {
      const passed = nowSeconds - (this.#updatedAtSeconds[replica] as number);
      this.#virtualSeconds[replica] =
        (this.#virtualSeconds[replica] as number) + passed * this.#rate(replica);
    }
    this.#updatedAtSeconds[replica] = nowSeconds;
  }

  #removeAt(replica: number, heap: Int32Array, position: number): void {
    const size = (this.ongoing[replica] as number) - 1;
    this.ongoing[replica] = size;
    if (size === 0) {
      // An idle replica starts its clock again, so that it never loses precision over a long run.
      this.#virtualSeconds[replica] = 0;
      return;
    }
    if (position === size) return;
    heap[position] = heap[size] as number;
    this.#siftDown(heap, size, position);
    this.#siftUp(heap, position);
  }

  #siftUp(heap: Int32Array, start: number): void {
    const finish = this.#requests.finishVirtualSeconds;
    const places = this.#requests.position;
    const request = heap[start] as number;
    const due = finish[request] as number;
    let position = start;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      const other = heap[parent] as number;
      if ((finish[other] as number) <= due) break;
      heap[position] = other;
      places[other] = position;
      position = parent;
    }
    heap[position] = request;
    places[request] = position;
  }

  #siftDown(heap: Int32Array, size: number, start: number): void {
    const finish = this.#requests.finishVirtualSeconds;
    const places = this.#requests.position;
    const request = heap[start] as number;
    const due = finish[request] as number;
    let position = start;
    for (;;) {
      let child = 2 * position + 1;
      if (child >= size) break;
      if (
        child + 1 < size &&
        (finish[heap[child + 1] as number] as number) < (finish[heap[child] as number] as number)
      ) {
        child++;
      }
      const other = heap[child] as number;
      if ((finish[other] as number) >= due) break;
      heap[position] = other;
      places[other] = position;
      position = child;
    }
    heap[position] = request;
    places[request] = position;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.ongoing = grownIntegers(this.ongoing, this.#capacity);
    this.maxOngoing = grownIntegers(this.maxOngoing, this.#capacity);
    this.router = grownIntegers(this.router, this.#capacity);
    this.availablePosition = grownIntegers(this.availablePosition, this.#capacity);
    this.owner = grownIntegers(this.owner, this.#capacity);
    this.timer = grownIntegers(this.timer, this.#capacity);
    const accepting = new Uint8Array(this.#capacity);
    accepting.set(this.accepting);
    this.accepting = accepting;
    this.finishesLeft = grownFloats(this.finishesLeft, this.#capacity);
    this.errorPercent = grownFloats(this.errorPercent, this.#capacity);
    this.#speed = grownFloats(this.#speed, this.#capacity);
    this.#slowdown = grownFloats(this.#slowdown, this.#capacity);
    this.#virtualSeconds = grownFloats(this.#virtualSeconds, this.#capacity);
    this.#updatedAtSeconds = grownFloats(this.#updatedAtSeconds, this.#capacity);
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
