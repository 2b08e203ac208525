import type { EventLoop } from "../../engine/EventLoop.ts";
import type { Router } from "../routing/Router.ts";
import { joinDeadlines } from "./deadlineLine.ts";
import { failureCode } from "./failureReasons.ts";
import { nothing, type RequestTable } from "./RequestTable.ts";
import type { Serving } from "./Serving.ts";

/** Times requests out: each has the time that its router gives it from its arrival, whether it waits or is served. */
export class Deadlines {
  readonly #requests: RequestTable;
  readonly #routers: readonly Router[];
  readonly #loop: EventLoop;
  readonly #rank: number;
  readonly #serving: Serving;
  readonly #handler: number;

  constructor(options: {
    readonly requests: RequestTable;
    readonly routers: readonly Router[];
    readonly loop: EventLoop;
    readonly rank: number;
    readonly serving: Serving;
  }) {
    this.#requests = options.requests;
    this.#routers = options.routers;
    this.#loop = options.loop;
    this.#rank = options.rank;
    this.#serving = options.serving;
    this.#handler = this.#loop.addHandler((router) => this.#expire(router));
  }

  /** A router that is new. */
  open(router: Router): void {
    router.deadlineTimer = this.#loop.createTimer(this.#handler, router.index, this.#rank);
  }

  close(router: Router): void {
    this.#loop.releaseTimer(router.deadlineTimer);
  }

  /** The time of a request that arrives now begins. */
  begin(router: Router, request: number): void {
    if (router.requestTimeoutSeconds === Number.POSITIVE_INFINITY) return;
    joinDeadlines(this.#requests, router, request);
    if (router.earliestDeadline === request)
      this.#loop.setTimer(router.deadlineTimer, this.#earliest(router));
  }

  #earliest(router: Router): number {
    const arrivalSeconds = this.#requests.arrivalSeconds[router.earliestDeadline] as number;
    return arrivalSeconds + router.requestTimeoutSeconds;
  }

  /** The timer is not moved when its request leaves in time (that would cost every request); it looks again. */
  #expire(routerIndex: number): void {
    const router = this.#routers[routerIndex] as Router;
    const nowSeconds = this.#loop.nowSeconds;
    while (router.earliestDeadline !== nothing && this.#earliest(router) <= nowSeconds) {
      this.#serving.takeOut(router, router.earliestDeadline, failureCode.timeout);
    }
    if (router.earliestDeadline !== nothing)
      this.#loop.setTimer(router.deadlineTimer, this.#earliest(router));
    router.probes?.wake();
    router.look(nowSeconds);
  }
}
