import type { EventLoop } from "../../engine/EventLoop.ts";
import type { RequestStatistics } from "../../metrics/RequestStatistics.ts";
import type { Hops } from "../overhead/Hops.ts";
import { choosePowerOfTwo } from "../routing/choosePowerOfTwo.ts";
import { preferModelHolders } from "../routing/preferModelHolders.ts";
import type { Router } from "../routing/Router.ts";
import { joinFree, leaveFree } from "./freeSlots.ts";
import type { ReplicaTable } from "./ReplicaTable.ts";
import { nothing, type RequestTable } from "./RequestTable.ts";
import { setFinishTimer } from "./setFinishTimer.ts";
import { joinWaiting, leaveWaiting } from "./waitingLine.ts";

/**
 * Gives requests to replicas. A request goes to the one that its router's policy chooses among those with a free slot;
 * where there is none it waits at its router, and is given to the next one that has room, the first come first.
 */
export class Dispatcher {
  readonly #requests: RequestTable;
  readonly #replicas: ReplicaTable;
  readonly #loop: EventLoop;
  readonly #statistics: RequestStatistics;
  readonly #hops: Hops;
  /** Replicas that a request with a model may go to, while it is decided. */
  #chosen = new Int32Array(16);

  constructor(options: {
    readonly requests: RequestTable;
    readonly replicas: ReplicaTable;
    readonly loop: EventLoop;
    readonly statistics: RequestStatistics;
    readonly hops: Hops;
  }) {
    this.#requests = options.requests;
    this.#replicas = options.replicas;
    this.#loop = options.loop;
    this.#statistics = options.statistics;
    this.#hops = options.hops;
  }

  /**
   * The replica that a request gets now, or `nothing`; asked while some replica has a free slot. Where there are models, the
   * default policy prefers replicas that have the one asked for; others know none.
   */
  choose(router: Router, session: number, model: number): number {
    if (model === nothing || !router.policy.prefersModelHolders) {
      return router.policy.choose(router, this.#replicas, session);
    }
    const { available, availableCount, random } = router;
    if (this.#chosen.length < availableCount) this.#chosen = new Int32Array(2 * availableCount);
    const chosen = this.#chosen;
    const count = preferModelHolders(available, availableCount, this.#replicas, model, chosen);
    return chosen[choosePowerOfTwo(chosen, count, this.#replicas.ongoing, random)] as number;
  }

  /** Gives the request, which stands in no line, to a replica with a free slot. */
  start(router: Router, request: number, replica: number): void {
    const replicas = this.#replicas;
    const nowSeconds = this.#loop.nowSeconds;
    this.#requests.replica[request] = replica;
    this.#requests.startSeconds[request] = nowSeconds;
    this.#hops.charge(router, request, replica, nowSeconds);
    replicas.begin(replica, request, nowSeconds);
    if ((replicas.ongoing[replica] as number) >= (replicas.maxOngoing[replica] as number)) {
      leaveFree(replicas, router, replica);
    }
    this.tellPolicies(router, replica);
    setFinishTimer(this.#loop, replicas, replica);
  }

  /** A router that has to look for a replica first has room for one who waits, even where nobody may queue. */
  isLineFull(router: Router): boolean {
    return (
      router.waitingCount >=
      (router.probes === null ? router.maxQueuedRequests : Math.max(1, router.maxQueuedRequests))
    );
  }

  /** The request waits at its router. */
  wait(router: Router, request: number): void {
    this.#requests.replica[request] = nothing;
    joinWaiting(this.#requests, router, request);
    this.#statistics.recordWaiting();
    router.probes?.joined(request);
  }

  /** It waits no longer. */
  stopWaiting(router: Router, request: number): void {
    router.probes?.left(request);
    leaveWaiting(this.#requests, router, request);
    this.#statistics.recordNotWaiting();
  }

  /** Serves those who wait, the first come first; passes over those whom the policy lets wait for another replica. */
  serveWaiting(router: Router): void {
    if (router.group.length > 1) {
      this.#serveGroup(router);
      return;
    }
    if (router.probes !== null) {
      router.probes.wake();
      return;
    }
    this.#serveLine(router);
  }

  /** Gives one who waits to the replica, if that takes requests and has a free slot. */
  offer(router: Router, request: number, replica: number): boolean {
    if (this.#replicas.availablePosition[replica] === nothing) return false;
    this.#startWaiting(router, request, replica);
    return true;
  }

  /** A request has left the replica: if it has a free slot only now, one who waits gets it. */
  refill(router: Router, replica: number): void {
    const replicas = this.#replicas;
    if (
      replicas.accepting[replica] === 1 &&
      replicas.availablePosition[replica] === nothing &&
      (replicas.ongoing[replica] as number) < (replicas.maxOngoing[replica] as number)
    ) {
      joinFree(replicas, router, replica);
      this.#noteFinished(router, replica);
      // A router that probes does not learn of it before its next attempt.
      if (router.probes === null) this.serveWaiting(router);
    } else {
      this.#noteFinished(router, replica);
    }
  }

  /** Routers that always know see what others do; one that knows from a cache learns of what it does itself. */
  tellPolicies(router: Router, replica: number): void {
    if (router.group.length === 1 || router.probes !== null) router.policy.update(replica, this.#replicas);
    else for (const each of router.group) each.policy.update(replica, this.#replicas);
  }

  #noteFinished(router: Router, replica: number): void {
    if (router.probes === null) this.tellPolicies(router, replica);
    else router.probes.finished(replica);
  }

  #serveLine(router: Router): void {
    let request = router.waitingHead;
    while (request !== nothing && router.availableCount > 0) {
      const behind = this.#requests.behind[request] as number;
      const replica = this.#chooseFor(router, request);
      if (replica !== nothing) this.#startWaiting(router, request, replica);
      request = behind;
    }
  }

  /** Of those who wait at the routers of several proxies, whoever came first; where requests wait for a replica of their own, line by line. */
  #serveGroup({ group, free, probes, policy }: Router): void {
    if (probes !== null || policy.mayWait) {
      for (const router of group) {
        if (router.probes === null) this.#serveLine(router);
        else router.probes.wake();
      }
      return;
    }
    while (free.count > 0) {
      const first = this.#firstOf(group);
      if (first === null) return;
      this.#startWaiting(first, first.waitingHead, this.#chooseFor(first, first.waitingHead));
    }
  }

  /** The router at which the one waits who came first; `null` where nobody waits. */
  #firstOf(group: readonly Router[]): Router | null {
    const { arrivalSeconds } = this.#requests;
    let first: Router | null = null;
    for (const router of group) {
      if (router.waitingHead === nothing) continue;
      const seconds = arrivalSeconds[router.waitingHead] as number;
      if (first === null || seconds < (arrivalSeconds[first.waitingHead] as number)) first = router;
    }
    return first;
  }

  #chooseFor(router: Router, request: number): number {
    const { session, model } = this.#requests;
    return this.choose(router, session[request] as number, model[request] as number);
  }

  #startWaiting(router: Router, request: number, replica: number): void {
    this.stopWaiting(router, request);
    this.start(router, request, replica);
  }
}
