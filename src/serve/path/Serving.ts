import type { EventLoop } from "../../engine/EventLoop.ts";
import type { VersionIndex } from "../../metrics/VersionIndex.ts";
import type { Router } from "../routing/Router.ts";
import { type Caller, mirrored } from "./Caller.ts";
import type { Composition } from "./Composition.ts";
import type { Departures } from "./Departures.ts";
import type { Dispatcher } from "./Dispatcher.ts";
import { failureCode } from "./failureReasons.ts";
import type { ReplicaTable } from "./ReplicaTable.ts";
import { nothing, type RequestTable } from "./RequestTable.ts";
import { ServingCountdowns } from "./ServingCountdowns.ts";
import { setFinishTimer } from "./setFinishTimer.ts";

/**
 * What becomes of requests on their replicas: each is done at its time, with an answer or an error of the application, or
 * once all that it called is answered; or it is taken out before. Its slot then goes to the next one.
 */
export class Serving {
  readonly #requests: RequestTable;
  readonly #replicas: ReplicaTable;
  readonly #routers: readonly Router[];
  readonly #loop: EventLoop;
  readonly #rank: number;
  readonly #dispatcher: Dispatcher;
  readonly #departures: Departures;
  readonly #composition: Composition;
  /** What to call when a replica that takes no new requests has served its last. */
  readonly #whenIdle = new Map<number, () => void>();
  readonly #finishHandler: number;
  /** Share of the answers of each version that are errors, in percent. */
  readonly #versionErrorPercent: number[] = [];
  readonly #countdowns = new ServingCountdowns();

  constructor(options: {
    readonly requests: RequestTable;
    readonly replicas: ReplicaTable;
    readonly routers: readonly Router[];
    readonly loop: EventLoop;
    readonly rank: number;
    readonly dispatcher: Dispatcher;
    readonly departures: Departures;
    readonly composition: Composition;
  }) {
    this.#requests = options.requests;
    this.#replicas = options.replicas;
    this.#routers = options.routers;
    this.#loop = options.loop;
    this.#rank = options.rank;
    this.#dispatcher = options.dispatcher;
    this.#departures = options.departures;
    this.#composition = options.composition;
    this.#finishHandler = this.#loop.addHandler((replica) => this.#finish(replica));
  }

  /** A replica that is new to the table can serve from now on. */
  open(replica: number): void {
    this.#replicas.timer[replica] = this.#loop.createTimer(this.#finishHandler, replica, this.#rank);
  }

  /** The replica, which takes no requests any more, is gone: what it still served fails for this reason. */
  close(replica: number, reason: number): void {
    while ((this.#replicas.ongoing[replica] as number) > 0) {
      const request = this.#replicas.anyOngoing(replica);
      this.#takeFromReplica(replica, request);
      this.#departures.fail(this.#routerOf(request), request, reason);
    }
    this.#loop.releaseTimer(this.#replicas.timer[replica] as number);
    this.#replicas.timer[replica] = nothing;
    this.#replicas.forget(replica);
    this.#countdowns.forget(replica);
    this.#whenIdle.delete(replica);
  }

  /** Calls back whenever the replica, which takes no new requests any more, has served its last. */
  tellWhenIdle(replica: number, callback: () => void): void {
    this.#whenIdle.set(replica, callback);
  }

  setVersionErrorPercent(version: VersionIndex, percent: number): void {
    this.#versionErrorPercent[version] = percent;
  }

  /** From now on the replica works `speed` times as fast. */
  setSpeed(replica: number, speed: number): void {
    this.#replicas.setSpeed(replica, speed, this.#loop.nowSeconds);
    if (this.#replicas.isComputing(replica)) setFinishTimer(this.#loop, this.#replicas, replica);
  }

  /** Calls back when the replica has finished so many requests from now on. */
  afterServing(replica: number, requests: number, callback: () => void): void {
    const { finishesLeft } = this.#replicas;
    finishesLeft[replica] = this.#countdowns.add(replica, requests, {
      left: finishesLeft[replica] as number,
      callback,
    });
  }

  /** All that the request called has been answered: so is the request. */
  complete(request: number): void {
    const router = this.#routerOf(request);
    const replica = this.#requests.replica[request] as number;
    this.#replicas.endAwaiting(replica, request);
    if (this.#replicas.generatesTokens[replica] === 1) {
      this.#departures.recordTokens(router, request, this.#requests.lastTokenSeconds[request] as number);
    }
    this.#departures.succeed(router, request);
    this.#finished(router, replica, this.#loop.nowSeconds);
  }

  /** Fails a request that waits or is being served. */
  takeOut(router: Router, request: number, reason: number): void {
    const replica = this.#requests.replica[request] as number;
    if (replica === nothing) {
      this.#dispatcher.stopWaiting(router, request);
      this.#departures.fail(router, request, reason);
      return;
    }
    this.#takeFromReplica(replica, request);
    this.#departures.fail(router, request, reason);
    if (!this.#replicas.isComputing(replica)) {
      this.#loop.cancelTimer(this.#replicas.timer[replica] as number);
    }
    this.#slotFreed(router, replica);
  }

  /** Fails all who wait at the router. */
  failWaiting(router: Router, reason: number): void {
    while (router.waitingHead !== nothing) this.takeOut(router, router.waitingHead, reason);
  }

  #finish(replica: number): void {
    const nowSeconds = this.#loop.nowSeconds;
    const request = this.#replicas.finish(replica, nowSeconds);
    if (request === nothing) {
      setFinishTimer(this.#loop, this.#replicas, replica);
      return;
    }
    const router = this.#routerOf(request);
    if (this.#isAnsweredByError(router, request, replica)) {
      this.#departures.fail(router, request, failureCode.applicationError);
    } else if (router.calls !== nothing) {
      this.#requests.lastTokenSeconds[request] = nowSeconds;
      this.#replicas.beginAwaiting(replica, request);
      if (this.#replicas.isComputing(replica)) setFinishTimer(this.#loop, this.#replicas, replica);
      this.#composition.start(request, router.calls);
      return;
    } else {
      if (this.#replicas.generatesTokens[replica] === 1) {
        this.#departures.recordTokens(router, request, nowSeconds);
      }
      this.#departures.succeed(router, request);
    }
    this.#finished(router, replica, nowSeconds);
  }

  #isAnsweredByError(router: Router, request: number, replica: number): boolean {
    // A version's errors are those of its answers, not of what goes on inside.
    const errorPercent = Math.max(
      this.#replicas.errorPercent[replica] as number,
      (this.#requests.caller[request] as Caller) < mirrored
        ? 0
        : (this.#versionErrorPercent[router.version] ?? 0),
    );
    return (this.#requests.errorDraw[request] as number) * 100 < errorPercent;
  }

  /** A request has left the replica as one that is done. */
  #finished(router: Router, replica: number, nowSeconds: number): void {
    this.#slotFreed(router, replica);
    router.look(nowSeconds);
    const { finishesLeft, served } = this.#replicas;
    served[replica] = (served[replica] as number) + 1;
    const left = (finishesLeft[replica] as number) - 1;
    finishesLeft[replica] = left;
    if (left === 0) finishesLeft[replica] = this.#countdowns.finish(replica);
  }

  /** After a request has left a replica: serve who waits, set the timer, or tell that the replica is idle. */
  #slotFreed(router: Router, replica: number): void {
    const replicas = this.#replicas;
    this.#dispatcher.refill(router, replica);
    if (replicas.isComputing(replica)) setFinishTimer(this.#loop, replicas, replica);
    else if (replicas.accepting[replica] === 0 && replicas.ongoing[replica] === 0)
      this.#whenIdle.get(replica)?.();
  }

  #takeFromReplica(replica: number, request: number): void {
    if (this.#requests.isAwaiting[request] === 1) this.#replicas.endAwaiting(replica, request);
    else this.#replicas.abandon(replica, request, this.#loop.nowSeconds);
  }

  #routerOf(request: number): Router {
    return this.#routers[this.#requests.router[request] as number] as Router;
  }
}
