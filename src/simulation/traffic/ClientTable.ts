import { grownFloats, grownIntegers } from "../../engine/grownColumn.ts";
import { SimulationLimitError } from "../../engine/SimulationLimitError.ts";
import { type PathRequest, pathRequest } from "../../serve/path/PathRequest.ts";
import { nothing } from "../../serve/path/RequestTable.ts";

/**
 * The requests of clients that are not answered yet, in columns: one index a request, used again once it is answered.
 * Only `Clients` writes here.
 */
export class ClientTable {
  #capacity = 64;
  #freeHead = 0;
  #used = 0;
  readonly #maxRequests: number;

  stream = new Int32Array(this.#capacity);
  /** Who sent it in a closed loop, or `nothing`. */
  user = new Int32Array(this.#capacity);
  /** From 1: the present attempt, or the one that comes next. */
  attempt = new Int32Array(this.#capacity);
  /** The present attempt on the request path, or `nothing` between attempts. */
  request = new Int32Array(this.#capacity);
  /** 0 either, 1 the primary, 2 the canary. */
  pinnedVersion = new Uint8Array(this.#capacity);
  /** Its timer, made when the row is first used: the end of the client's patience, or the next attempt. */
  timer = new Int32Array(this.#capacity).fill(nothing);
  firstSeconds = new Float64Array(this.#capacity);
  /** When its patience for the present attempt ends; Infinity: never. */
  deadlineSeconds = new Float64Array(this.#capacity);
  /** What its timer brings: nothing of an answer, one that is on its way, or the end of its patience before that. */
  coming = new Uint8Array(this.#capacity);
  /** Of an answer on its way: its failure code, or `nothing`. */
  comingFailure = new Int32Array(this.#capacity);
  /** Unique in its stream: the key of its draws. */
  serial = new Float64Array(this.#capacity);
  /** The session that it belongs to, or `nothing`. */
  session = new Float64Array(this.#capacity);
  inputTokens = new Float64Array(this.#capacity);
  outputTokens = new Float64Array(this.#capacity);
  /** Uniform in [0, 1): how much work it is; the same for every attempt. */
  serviceDraw = new Float64Array(this.#capacity);
  /** Neighbour in the list of free rows; a row in use points to itself. */
  #next = new Int32Array(this.#capacity);

  constructor(options: { readonly maxRequests: number }) {
    this.#maxRequests = options.maxRequests;
    this.#linkFree(0);
  }

  /** The present attempt on the request path, or `nothing` between attempts. */
  requestOf(row: number): PathRequest | typeof nothing {
    const request = this.request[row] as number;
    return request === nothing ? nothing : pathRequest(request);
  }

  /** A row for a new request; its columns hold what was left there. */
  open(): number {
    if (this.#used === this.#capacity) this.#grow();
    const row = this.#freeHead;
    this.#freeHead = this.#next[row] as number;
    this.#next[row] = row;
    this.#used++;
    return row;
  }

  close(row: number): void {
    this.#next[row] = this.#freeHead;
    this.#freeHead = row;
    this.#used--;
  }

  /** Requests of a stream that are not answered, found row by row. */
  countOpen(stream: number): number {
    let count = 0;
    for (let row = 0; row < this.#capacity; row++) {
      if (this.#next[row] === row && this.stream[row] === stream) count++;
    }
    return count;
  }

  #linkFree(from: number): void {
    for (let row = from; row < this.#capacity; row++) this.#next[row] = row + 1;
    this.#freeHead = from;
  }

  #grow(): void {
    if (this.#capacity >= this.#maxRequests) {
      throw new SimulationLimitError(
        `more than ${this.#capacity} requests of clients are not answered: the service cannot keep up with them; ` +
          "set a client's overallTimeout, or raise limits.maxRequestsInSystem",
      );
    }
    const old = this.#capacity;
    this.#capacity = old * 2;
    this.stream = grownIntegers(this.stream, this.#capacity);
    this.user = grownIntegers(this.user, this.#capacity);
    this.attempt = grownIntegers(this.attempt, this.#capacity);
    this.request = grownIntegers(this.request, this.#capacity);
    const pinned = new Uint8Array(this.#capacity);
    pinned.set(this.pinnedVersion);
    this.pinnedVersion = pinned;
    this.timer = grownIntegers(this.timer, this.#capacity).fill(nothing, old);
    this.firstSeconds = grownFloats(this.firstSeconds, this.#capacity);
    this.deadlineSeconds = grownFloats(this.deadlineSeconds, this.#capacity);
    const coming = new Uint8Array(this.#capacity);
    coming.set(this.coming);
    this.coming = coming;
    this.comingFailure = grownIntegers(this.comingFailure, this.#capacity);
    this.serial = grownFloats(this.serial, this.#capacity);
    this.session = grownFloats(this.session, this.#capacity);
    this.inputTokens = grownFloats(this.inputTokens, this.#capacity);
    this.outputTokens = grownFloats(this.outputTokens, this.#capacity);
    this.serviceDraw = grownFloats(this.serviceDraw, this.#capacity);
    this.#next = grownIntegers(this.#next, this.#capacity);
    this.#linkFree(old);
  }
}
