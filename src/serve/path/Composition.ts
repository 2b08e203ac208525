import type { EventLoop, Timer } from "../../engine/EventLoop.ts";
import { grownIntegers } from "../../engine/grownColumn.ts";
import type { RandomStream } from "../../engine/RandomStreams.ts";
import type { Router } from "../routing/Router.ts";
import { AnswersOnTheirWay } from "./AnswersOnTheirWay.ts";
import { type Caller, frameCaller, frameOf, orphaned } from "./Caller.ts";
import { FrameTable } from "./FrameTable.ts";
import { failureCode } from "./failureReasons.ts";
import type { CallNode, CallTarget } from "./numberCalls.ts";
import type { PathRouter } from "./PathRouter.ts";
import { nothing, type RequestTable } from "./RequestTable.ts";
import { workSeconds } from "./workSeconds.ts";

/** What the walk through the calls asks of the request path. */
interface CallPort {
  /** Sends a call to a router; returns its request, or `nothing` where it was turned away (and its caller told). */
  arrive(
    router: PathRouter,
    workSeconds: number,
    errorDraw: number,
    caller: Caller,
    inputTokens: number,
    outputTokens: number,
    session: number,
  ): number;
  /** All calls of a request have been answered. */
  complete(request: number): void;
  /** A request fails wherever it is. */
  abandon(request: number, reason: number): void;
}

const nobodySends: CallPort = {
  arrive: refuseToSend,
  complete: refuseToSend,
  abandon: refuseToSend,
};

function refuseToSend(): never {
  throw new Error("a request calls, and nobody sends for it");
}

/**
 * Walks each request through the calls of its deployment. It holds its slot while it awaits them. A call that fails fails
 * the request; where a request fails, calls that are not answered are cancelled. Answers are acted on by a timer at the
 * same instant, so that nothing here runs in the middle of another request's leaving. Allocates nothing a request.
 */
export class Composition {
  readonly #requests: RequestTable;
  readonly #routers: readonly Router[];
  readonly #frames = new FrameTable();
  readonly #plans: (readonly CallNode[])[] = [];
  readonly #loop: EventLoop;
  readonly #timer: Timer;
  /** A uniform number by a request's key and a purpose. */
  readonly #drawAt: (key: number, index: number) => number;
  #draw = 0;
  readonly #drawn: RandomStream = () => this.#draw;
  /** Whoever sends calls has been named before a request calls (`sendBy`). */
  #port: CallPort = nobodySends;
  /** Answers that wait for the timer: frame, its generation, failure code (`nothing`: an answer). */
  #answers = new Int32Array(96);
  #answerCount = 0;
  readonly #coming: AnswersOnTheirWay;
  /** Calls of requests that have left. */
  #orphanHead = nothing;

  /** The least time from a request's start to that of a call of its own, and from a call's end to the request's. */
  smallestBeforeSeconds = Number.POSITIVE_INFINITY;
  smallestAfterSeconds = Number.POSITIVE_INFINITY;
  callCount = 0;

  constructor(options: {
    readonly requests: RequestTable;
    readonly routers: readonly Router[];
    readonly loop: EventLoop;
    readonly rank: number;
    readonly drawAt: (key: number, index: number) => number;
  }) {
    this.#requests = options.requests;
    this.#routers = options.routers;
    this.#loop = options.loop;
    this.#drawAt = options.drawAt;
    this.#coming = new AnswersOnTheirWay({
      loop: options.loop,
      rank: options.rank,
      onThere: (frame, generation, failure) => this.#accept(frame, generation, failure),
    });
    this.#timer = this.#loop.createTimer(
      this.#loop.addHandler(() => this.#settle()),
      0,
      options.rank,
    );
  }

  /** Names who sends calls, and acts on what becomes of them. */
  sendBy(port: CallPort): void {
    this.#port = port;
  }

  /** Returns the number of a plan, for `start`. */
  addPlan(nodes: readonly CallNode[]): number {
    return this.#plans.push(nodes) - 1;
  }

  /** A request has done its own work and awaits what it calls. */
  start(request: number, plan: number): void {
    this.#requests.firstCall[request] = nothing;
    this.#requests.firstFrame[request] = nothing;
    this.#requests.lastAnswerSeconds[request] = Number.NEGATIVE_INFINITY;
    this.#enter(request, plan, (this.#plans[plan] as readonly CallNode[]).length - 1, nothing);
  }

  /** The request that a call belongs to; `nothing`: it has left. */
  requestOf(caller: Caller): number {
    return caller === orphaned ? nothing : (this.#frames.request[frameOf(caller)] as number);
  }

  /**
   * A call has been answered (`nothing`) or has failed; its request, if it came that far, leaves. Its caller knows after
   * `waySeconds`.
   */
  onAnswer(caller: Caller, call: number, failure: number, waySeconds = 0): void {
    if (call !== nothing) this.#unlink(call, caller);
    if (caller === orphaned) return;
    const frame = frameOf(caller);
    if (call !== nothing && failure === nothing) this.#noteAnswer(this.#frames.request[frame] as number);
    const generation = this.#frames.generation[frame] as number;
    if (waySeconds > 0) this.#coming.add(frame, generation, failure, waySeconds);
    else this.#accept(frame, generation, failure);
  }

  /** A request that awaited calls leaves: those that are not answered are cancelled. */
  leave(request: number, isAnswered: boolean): void {
    const requests = this.#requests;
    this.#frames.closeAll(requests.firstFrame[request] as number);
    if (isAnswered) {
      const seconds = this.#loop.nowSeconds - (requests.lastAnswerSeconds[request] as number);
      if (seconds < this.smallestAfterSeconds) this.smallestAfterSeconds = seconds;
    }
    let call = requests.firstCall[request] as number;
    while (call !== nothing) {
      const behind = requests.callBehind[call] as number;
      requests.caller[call] = orphaned;
      this.#link(call, this.#orphanHead);
      this.#orphanHead = call;
      this.#wake();
      call = behind;
    }
  }

  /** An answer is with its caller, who acts on it by the timer. */
  #accept(frame: number, generation: number, failure: number): void {
    const at = 3 * this.#answerCount++;
    if (at === this.#answers.length) this.#answers = grownIntegers(this.#answers, 2 * at);
    this.#answers[at] = frame;
    this.#answers[at + 1] = generation;
    this.#answers[at + 2] = failure;
    this.#wake();
  }

  #wake(): void {
    if (!this.#loop.isTimerSet(this.#timer)) this.#loop.setTimer(this.#timer, this.#loop.nowSeconds);
  }

  /** Cancels calls whose requests have left, then goes on where calls were answered, in the order of the answers. */
  #settle(): void {
    let next = 0;
    while (this.#orphanHead !== nothing || next < this.#answerCount) {
      if (this.#orphanHead !== nothing) {
        this.#port.abandon(this.#orphanHead, failureCode.callerGone);
        continue;
      }
      const at = 3 * next++;
      const frame = this.#answers[at] as number;
      if (this.#frames.generation[frame] !== this.#answers[at + 1]) continue;
      if (this.#answers[at + 2] === nothing) this.#done(frame);
      else this.#port.abandon(this.#frames.request[frame] as number, failureCode.childFailed);
    }
    this.#answerCount = 0;
    this.#loop.cancelTimer(this.#timer);
  }

  #enter(request: number, plan: number, number: number, parent: number): void {
    const node = (this.#plans[plan] as readonly CallNode[])[number] as CallNode;
    switch (node.kind) {
      case "call":
        this.#call(request, number, node.target, parent);
        return;
      case "sequence":
      case "parallel": {
        const frame = this.#openFrame(request, plan, number, parent);
        if (node.kind === "sequence") {
          this.#step(frame, node.children);
          return;
        }
        this.#frames.count[frame] = node.children.length;
        for (const child of node.children) this.#enter(request, plan, child, frame);
        return;
      }
      case "share": {
        const draw = this.#drawAt(this.#requests.key[request] as number, 4 * number + 2);
        const chosen = draw * 100 < node.percent ? node.plan : node.otherwise;
        if (chosen === null) this.#done(parent);
        else this.#enter(request, plan, chosen, parent);
        return;
      }
      default:
        node satisfies never;
    }
  }

  /** Goes on with a sequence. */
  #step(frame: number, children: readonly number[]): void {
    const frames = this.#frames;
    const begun = frames.count[frame] as number;
    if (begun === children.length) {
      this.#finish(frame);
      return;
    }
    frames.count[frame] = begun + 1;
    const request = frames.request[frame] as number;
    this.#enter(request, frames.plan[frame] as number, children[begun] as number, frame);
  }

  /** Something that the frame waited for is done. */
  #done(frame: number): void {
    const frames = this.#frames;
    const node = (this.#plans[frames.plan[frame] as number] as readonly CallNode[])[
      frames.node[frame] as number
    ] as CallNode;
    if (node.kind === "sequence") {
      this.#step(frame, node.children);
    } else {
      const left = (frames.count[frame] as number) - 1;
      frames.count[frame] = left;
      if (left === 0) this.#finish(frame);
    }
  }

  /** The frame is done: its parent goes on, or its request has all its answers. */
  #finish(frame: number): void {
    const parent = this.#frames.parent[frame] as number;
    if (parent === nothing) this.#port.complete(this.#frames.request[frame] as number);
    else this.#done(parent);
  }

  #openFrame(request: number, plan: number, node: number, parent: number): number {
    const frames = this.#frames;
    const frame = frames.open();
    frames.request[frame] = request;
    frames.plan[frame] = plan;
    frames.node[frame] = node;
    frames.parent[frame] = parent;
    frames.count[frame] = 0;
    frames.next[frame] = this.#requests.firstFrame[request] as number;
    this.#requests.firstFrame[request] = frame;
    return frame;
  }

  #call(request: number, number: number, target: CallTarget | null, frame: number): void {
    const requests = this.#requests;
    const caller = frameCaller(frame);
    this.callCount++;
    const seconds = this.#loop.nowSeconds - (requests.startSeconds[request] as number);
    if (seconds < this.smallestBeforeSeconds) this.smallestBeforeSeconds = seconds;
    if (target === null || (this.#routers[target.router] as Router).isClosed) {
      this.onAnswer(caller, nothing, failureCode.unavailable);
      return;
    }
    const inputTokens = requests.inputTokens[request] as number;
    const outputTokens = requests.outputTokens[request] as number;
    const key = Math.floor(this.#drawAt(requests.key[request] as number, 4 * number + 3) * 2 ** 32) | 0;
    this.#draw = this.#drawAt(key, 0);
    const work = workSeconds(target.serviceTime, this.#drawn, inputTokens, outputTokens);
    const errorDraw = this.#drawAt(key, 1);
    const session = requests.session[request] as number;
    const call = this.#port.arrive(
      target.router,
      work,
      errorDraw,
      caller,
      inputTokens,
      outputTokens,
      session,
    );
    if (call === nothing) return;
    requests.key[call] = key;
    this.#link(call, requests.firstCall[request] as number);
    requests.firstCall[request] = call;
  }

  #noteAnswer(request: number): void {
    this.#requests.lastAnswerSeconds[request] = this.#loop.nowSeconds;
  }

  /** Puts a call before the first of a list. */
  #link(call: number, head: number): void {
    const requests = this.#requests;
    requests.callBefore[call] = nothing;
    requests.callBehind[call] = head;
    if (head !== nothing) requests.callBefore[head] = call;
  }

  #unlink(call: number, caller: Caller): void {
    const requests = this.#requests;
    const before = requests.callBefore[call] as number;
    const behind = requests.callBehind[call] as number;
    if (behind !== nothing) requests.callBefore[behind] = before;
    if (before !== nothing) requests.callBehind[before] = behind;
    else if (caller === orphaned) this.#orphanHead = behind;
    else requests.firstCall[this.#frames.request[frameOf(caller)] as number] = behind;
  }
}
