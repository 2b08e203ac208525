import { grownFloats, grownIntegers } from "../../engine/grownColumn.ts";
import { SimulationLimitError } from "../../engine/SimulationLimitError.ts";
import { type PathRequest, pathRequest } from "./PathRequest.ts";

/** No request, no replica, no router. */
export const nothing = -1;

/**
 * The requests in the system, in columns: one index a request, used again once the request has left. Only the request
 * path writes here. The table grows with the requests in the system at once, not with those served.
 */
export class RequestTable {
  #capacity = 256;
  #freeHead = 0;
  #used = 0;
  readonly #maxRequests: number;

  arrivalSeconds = new Float64Array(this.#capacity);
  startSeconds = new Float64Array(this.#capacity);
  /** Work in seconds on a replica that serves nothing else. */
  workSeconds = new Float64Array(this.#capacity);
  /** What Ray Serve itself adds, from its start: its slot is held so much longer, and its answer comes so much later than that. */
  slotSeconds = new Float64Array(this.#capacity);
  waySeconds = new Float64Array(this.#capacity);
  /** Tokens of its prompt and of its answer. */
  inputTokens = new Int32Array(this.#capacity);
  outputTokens = new Int32Array(this.#capacity);
  /** The model that it asks its replica for, or `nothing`. */
  model = new Int32Array(this.#capacity);
  /** On a language model: tokens of its prompt not read yet (−1: not in the batch yet), and those read by the present step. */
  unreadTokens = new Int32Array(this.#capacity);
  stepTokens = new Int32Array(this.#capacity);
  firstTokenSeconds = new Float64Array(this.#capacity);
  /** When its own work was done, of a request that awaits what it calls. */
  lastTokenSeconds = new Float64Array(this.#capacity);
  /** Virtual time of its replica (of a language model: number of the step) at which its work is done. */
  finishVirtualSeconds = new Float64Array(this.#capacity);
  /** Uniform in [0, 1): decides whether the application answers with an error. */
  errorDraw = new Float64Array(this.#capacity);
  /** Key of the draws of what it calls. */
  key = new Int32Array(this.#capacity);
  /** 1 while it holds its slot and awaits what it called; then in `before` and `behind` beside others of its replica. */
  isAwaiting = new Uint8Array(this.#capacity);
  /** Of one that awaits: its calls, its frames (`Composition`), and when the last of its calls was answered. */
  firstCall = new Int32Array(this.#capacity);
  firstFrame = new Int32Array(this.#capacity);
  lastAnswerSeconds = new Float64Array(this.#capacity);
  /** Of a call: its neighbours among the calls of the same request. */
  callBefore = new Int32Array(this.#capacity);
  callBehind = new Int32Array(this.#capacity);
  /** Who is told what became of it (`Caller`). */
  caller = new Int32Array(this.#capacity);
  /** The session that it belongs to, or `nothing`. */
  session = new Float64Array(this.#capacity);
  router = new Int32Array(this.#capacity);
  /** The replica that serves it, or `nothing` while it waits at its router. */
  replica = new Int32Array(this.#capacity);
  /** Its place among the requests of its replica. */
  position = new Int32Array(this.#capacity);
  /** Neighbours in the waiting line of its router, then in that of its replica. */
  before = new Int32Array(this.#capacity);
  behind = new Int32Array(this.#capacity);
  /** Neighbours in its router's line of deadlines. */
  earlierDeadline = new Int32Array(this.#capacity);
  laterDeadline = new Int32Array(this.#capacity);

  constructor(options: { readonly maxRequests: number }) {
    this.#maxRequests = options.maxRequests;
    this.#capacity = Math.min(this.#capacity, options.maxRequests);
    this.#linkFree(0);
  }

  /** Requests in the system. */
  get size(): number {
    return this.#used;
  }

  /** A row for a new request; its columns hold what was left there. */
  open(): PathRequest {
    if (this.#used === this.#capacity) this.#grow();
    const request = pathRequest(this.#freeHead);
    this.#freeHead = this.behind[request] as number;
    this.#used++;
    return request;
  }

  /** Rows, those in use and others; of the others `router` is `nothing`. */
  get capacity(): number {
    return this.#capacity;
  }

  close(request: number): void {
    this.router[request] = nothing;
    this.behind[request] = this.#freeHead;
    this.#freeHead = request;
    this.#used--;
  }

  #linkFree(from: number): void {
    for (let i = from; i < this.#capacity; i++) this.behind[i] = i + 1;
    this.router.fill(nothing, from);
    this.#freeHead = from;
  }

  #grow(): void {
    if (this.#capacity >= this.#maxRequests) {
      throw new SimulationLimitError(
        `more than ${this.#maxRequests} requests in the system at once: the service cannot keep up with its traffic; ` +
          "set max_queued_requests or request_timeout_s, or raise limits.maxRequestsInSystem",
      );
    }
    const old = this.#capacity;
    this.#capacity = Math.min(old * 2, this.#maxRequests);
    this.arrivalSeconds = grownFloats(this.arrivalSeconds, this.#capacity);
    this.startSeconds = grownFloats(this.startSeconds, this.#capacity);
    this.workSeconds = grownFloats(this.workSeconds, this.#capacity);
    this.finishVirtualSeconds = grownFloats(this.finishVirtualSeconds, this.#capacity);
    this.slotSeconds = grownFloats(this.slotSeconds, this.#capacity);
    this.waySeconds = grownFloats(this.waySeconds, this.#capacity);
    this.inputTokens = grownIntegers(this.inputTokens, this.#capacity);
    this.outputTokens = grownIntegers(this.outputTokens, this.#capacity);
    this.model = grownIntegers(this.model, this.#capacity);
    this.unreadTokens = grownIntegers(this.unreadTokens, this.#capacity);
    this.stepTokens = grownIntegers(this.stepTokens, this.#capacity);
    this.firstTokenSeconds = grownFloats(this.firstTokenSeconds, this.#capacity);
    this.lastTokenSeconds = grownFloats(this.lastTokenSeconds, this.#capacity);
    this.errorDraw = grownFloats(this.errorDraw, this.#capacity);
    this.key = grownIntegers(this.key, this.#capacity);
    const isAwaiting = new Uint8Array(this.#capacity);
    isAwaiting.set(this.isAwaiting);
    this.isAwaiting = isAwaiting;
    this.firstCall = grownIntegers(this.firstCall, this.#capacity);
    this.firstFrame = grownIntegers(this.firstFrame, this.#capacity);
    this.lastAnswerSeconds = grownFloats(this.lastAnswerSeconds, this.#capacity);
    this.callBefore = grownIntegers(this.callBefore, this.#capacity);
    this.callBehind = grownIntegers(this.callBehind, this.#capacity);
    this.caller = grownIntegers(this.caller, this.#capacity);
    this.session = grownFloats(this.session, this.#capacity);
    this.router = grownIntegers(this.router, this.#capacity);
    this.replica = grownIntegers(this.replica, this.#capacity);
    this.position = grownIntegers(this.position, this.#capacity);
    this.before = grownIntegers(this.before, this.#capacity);
    this.behind = grownIntegers(this.behind, this.#capacity);
    this.earlierDeadline = grownIntegers(this.earlierDeadline, this.#capacity);
    this.laterDeadline = grownIntegers(this.laterDeadline, this.#capacity);
    this.#linkFree(old);
  }
}
