/**
 * The request path as one would write it without any thought of speed: plain objects, lists that are searched from
 * end to end, processor sharing worked off event by event. What `RequestPath` is held to.
 */
export interface ReferenceRequest {
  readonly id: number;
  readonly router: number;
  readonly arrivalSeconds: number;
  readonly errorDraw: number;
  remainingSeconds: number;
  startSeconds: number | null;
}

export interface ReferenceReplica {
  readonly id: number;
  readonly router: number;
  maxOngoing: number;
  speed: number;
  readonly slowdown: number;
  isAccepting: boolean;
  isGone: boolean;
  ongoing: ReferenceRequest[];
}

export interface ReferenceEnd {
  readonly id: number;
  readonly atSeconds: number;
  readonly outcome: "success" | number;
  readonly waitSeconds: number;
}

export interface ReferenceRouter {
  readonly maxQueued: number;
  readonly timeoutSeconds: number;
  waiting: ReferenceRequest[];
}

export class ReferencePath {
  nowSeconds = 0;
  readonly replicas: ReferenceReplica[] = [];
  readonly ends: ReferenceEnd[] = [];
  readonly idle: number[] = [];
  readonly routers: readonly ReferenceRouter[];
  #inSystemSeconds = 0;
  #arrived = 0;

  constructor(routers: readonly ReferenceRouter[]) {
    this.routers = routers;
  }

  get inSystemSeconds(): number {
    return this.#inSystemSeconds;
  }

  arrive(router: number, workSeconds: number, errorDraw: number): void {
    const request = {
      id: this.#arrived++,
      router,
      arrivalSeconds: this.nowSeconds,
      errorDraw,
      remainingSeconds: workSeconds,
      startSeconds: null,
    };
    const { waiting, maxQueued } = this.#router(router);
    if (this.#free(router) === undefined && waiting.length >= maxQueued) {
      this.#end(request, 0);
      return;
    }
    waiting.push(request);
    this.#serve(router);
  }

  addReplica(router: number, maxOngoing: number, slowdown: number, speed: number): void {
    const id = this.replicas.length;
    this.replicas.push({
      id,
      router,
      maxOngoing,
      speed,
      slowdown,
      isAccepting: true,
      isGone: false,
      ongoing: [],
    });
    this.#serve(router);
  }

  drain(replica: ReferenceReplica): void {
    replica.isAccepting = false;
  }

  remove(replica: ReferenceReplica, reason: number): void {
    replica.isAccepting = false;
    replica.isGone = true;
    for (const request of replica.ongoing) this.#end(request, reason);
    replica.ongoing = [];
  }

  setMaxOngoing(replica: ReferenceReplica, maxOngoing: number): void {
    replica.maxOngoing = maxOngoing;
    this.#serve(replica.router);
  }

  failWaiting(router: number, reason: number): void {
    const line = this.#router(router);
    for (const request of line.waiting) this.#end(request, reason);
    line.waiting = [];
  }

  /** Requests in the system. */
  get present(): ReferenceRequest[] {
    return [
      ...this.routers.flatMap(({ waiting }) => waiting),
      ...this.replicas.flatMap(({ ongoing }) => ongoing),
    ];
  }

  runUntil(untilSeconds: number, errorPercent: (replica: ReferenceReplica) => number): void {
    for (;;) {
      let [atSeconds, act] = [Number.POSITIVE_INFINITY, () => {}];
      const consider = (dueSeconds: number, then: () => void) => {
        if (dueSeconds < atSeconds) [atSeconds, act] = [dueSeconds, then];
      };
      for (const replica of this.replicas) {
        for (const request of replica.ongoing) {
          const dueSeconds = this.nowSeconds + Math.max(0, request.remainingSeconds) / rate(replica);
          consider(dueSeconds, () => {
            replica.ongoing = replica.ongoing.filter((other) => other !== request);
            this.#end(request, request.errorDraw * 100 < errorPercent(replica) ? 5 : "success");
            this.#freed(replica);
          });
        }
      }
      for (const request of this.present) {
        consider(request.arrivalSeconds + this.#router(request.router).timeoutSeconds, () => {
          const line = this.#router(request.router);
          line.waiting = line.waiting.filter((other) => other !== request);
          const replica = this.replicas.find(({ ongoing }) => ongoing.includes(request));
          if (replica !== undefined) replica.ongoing = replica.ongoing.filter((other) => other !== request);
          this.#end(request, 1);
          if (replica !== undefined) this.#freed(replica);
        });
      }
      if (atSeconds > untilSeconds) break;
      this.#work(atSeconds);
      act();
    }
    this.#work(untilSeconds);
  }

  #work(untilSeconds: number): void {
    const passed = Math.max(0, untilSeconds - this.nowSeconds);
    for (const replica of this.replicas) {
      for (const request of replica.ongoing) request.remainingSeconds -= passed * rate(replica);
    }
    this.#inSystemSeconds += passed * this.present.length;
    this.nowSeconds = Math.max(this.nowSeconds, untilSeconds);
  }

  #freed(replica: ReferenceReplica): void {
    this.#serve(replica.router);
    if (!replica.isAccepting && replica.ongoing.length === 0) this.idle.push(replica.id);
  }

  #serve(router: number): void {
    for (;;) {
      const replica = this.#free(router);
      const request = this.#router(router).waiting[0];
      if (replica === undefined || request === undefined) return;
      this.#router(router).waiting.shift();
      request.startSeconds = this.nowSeconds;
      replica.ongoing.push(request);
    }
  }

  /** A replica that takes the next request; it is no policy: scripts must not depend on the choice. */
  #free(router: number): ReferenceReplica | undefined {
    return this.replicas.find(
      (replica) =>
        replica.router === router && replica.isAccepting && replica.ongoing.length < replica.maxOngoing,
    );
  }

  #router(router: number): ReferenceRouter {
    return this.routers[router] as ReferenceRouter;
  }

  #end(request: ReferenceRequest, outcome: "success" | number): void {
    const startSeconds = request.startSeconds ?? this.nowSeconds;
    this.ends.push({
      id: request.id,
      atSeconds: this.nowSeconds,
      outcome,
      waitSeconds: startSeconds - request.arrivalSeconds,
    });
  }
}

function rate(replica: ReferenceReplica): number {
  return replica.speed / (1 + replica.slowdown * (replica.ongoing.length - 1));
}
