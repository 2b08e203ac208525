import type { EventLoop } from "../engine/EventLoop.ts";
import type { RandomStream } from "../engine/RandomStreams.ts";
import { LatencyHistogram } from "../metrics/LatencyHistogram.ts";
import type { RequestStatistics } from "../metrics/RequestStatistics.ts";
import { Composition } from "./Composition.ts";
import type { Deployment } from "./Deployment.ts";
import { joinDeadlines, leaveDeadlines } from "./deadlineLine.ts";
import { failureCode } from "./failureReasons.ts";
import type { CallNode } from "./numberCalls.ts";
import { preferModelHolders } from "./preferModelHolders.ts";
import { ReplicaTable } from "./ReplicaTable.ts";
import { nothing, RequestTable } from "./RequestTable.ts";
import { Router } from "./Router.ts";
import type { MultiplexingSettings } from "./replica/ModelCache.ts";
import type { WorkStyle } from "./replica/WorkStyle.ts";
import { choosePowerOfTwo } from "./routing/choosePowerOfTwo.ts";
import { createRoutingPolicy } from "./routing/createRoutingPolicy.ts";
import { localityOf } from "./routing/localityOf.ts";
import { PowerOfTwo } from "./routing/PowerOfTwo.ts";
import { ProbedRouting } from "./routing/ProbedRouting.ts";
import type { RouterHome } from "./routing/RouterHome.ts";
import { defaultRouting, type RoutingSettings } from "./routing/RoutingSettings.ts";
import { SessionAffinity } from "./routing/SessionAffinity.ts";
import { ServingCountdowns } from "./ServingCountdowns.ts";
import { joinWaiting, leaveWaiting } from "./waitingLine.ts";

/**
 * The way of a request: it arrives at a router, waits until a replica has a free slot, is served beside others, and
 * leaves with an answer or an error. This is the hot path: it allocates nothing a request. The control path calls it
 * to add, drain and remove replicas.
 */
export class RequestPath {
  readonly requests: RequestTable;
  readonly replicas: ReplicaTable;
  readonly routers: Router[] = [];
  readonly #loop: EventLoop;
  readonly #statistics: RequestStatistics;
  readonly #finishHandler: number;
  readonly #deadlineHandler: number;
  readonly #rank: number;
  /** Replicas that a request with a model may go to, while it is decided. */
  #chosen = new Int32Array(16);
  /** Share of the answers of each version that are errors, in percent. */
  readonly #versionErrorPercent: number[] = [];
  readonly #countdowns = new ServingCountdowns();
  readonly #onIdleReplica: (owner: number) => void;
  readonly #onAnswer: (caller: number, failure: number) => void;
  readonly composition: Composition;

  constructor(options: {
    readonly loop: EventLoop;
    readonly statistics: RequestStatistics;
    readonly maxRequests: number;
    /** Rank of its events. */
    readonly rank: number;
    /** Called when a replica that takes no new requests has served its last. */
    readonly onIdleReplica: (owner: number) => void;
    /**
     * Called when a request with a caller has left, with its failure code or `nothing` for a success. It must not call
     * the request path: others may leave at the same moment. What follows from the answer happens by a timer.
     */
    readonly onAnswer?: (caller: number, failure: number) => void;
    /** A uniform number by a request's key and a purpose. Needed only where deployments call others. */
    readonly drawCalls?: (key: number, index: number) => number;
  }) {
    this.#loop = options.loop;
    this.#statistics = options.statistics;
    this.#rank = options.rank;
    this.#onIdleReplica = options.onIdleReplica;
    this.#onAnswer = options.onAnswer ?? (() => {});
    this.requests = new RequestTable({ maxRequests: options.maxRequests });
    this.replicas = new ReplicaTable(this.requests);
    this.composition = new Composition({
      port: {
        requests: this.requests,
        arrive: (router, workSeconds, errorDraw, caller, inputTokens, outputTokens, session) =>
          this.arrive(router, workSeconds, errorDraw, caller, inputTokens, outputTokens, session),
        isClosed: (router) => (this.routers[router] as Router).isClosed,
        complete: (request) => this.#complete(request),
        abandon: (request, reason) => this.abandon(request, reason),
      },
      loop: this.#loop,
      rank: this.#rank,
      drawAt:
        options.drawCalls ??
        (() => {
          throw new Error("a call without draws");
        }),
    });
    this.#finishHandler = this.#loop.addHandler((replica) => this.#finish(replica));
    this.#deadlineHandler = this.#loop.addHandler((router) => this.#expire(router));
  }

  /** Makes the router of a deployment of a version and returns its number. */
  addRouter(options: {
    readonly version: number;
    readonly deployment: Deployment;
    readonly random: RandomStream;
  }): number {
    const { version, deployment, random } = options;
    const router = new Router({
      version,
      deployment: deployment.name,
      random,
      maxQueuedRequests: deployment.maxQueuedRequests,
      requestTimeoutSeconds: deployment.requestTimeoutSeconds,
    });
    this.#open(router, deployment.routing ?? defaultRouting);
    return router.index;
  }

  /**
   * Makes the router that a proxy has of a deployment, beside the one that it was given by `addRouter`: with a waiting line,
   * a limit of it and a memory of its own, for the same replicas. Returns its number.
   */
  addProxyRouter(
    routerIndex: number,
    options: { readonly home: RouterHome; readonly random: RandomStream },
  ): number {
    const shared = this.routers[routerIndex] as Router;
    const router = new Router({
      ...options,
      shared,
      version: shared.version,
      deployment: shared.deployment,
      maxQueuedRequests: shared.maxQueuedRequests,
      requestTimeoutSeconds: shared.requestTimeoutSeconds,
    });
    router.calls = shared.calls;
    router.isClosed = shared.isClosed;
    router.latency = shared.latency;
    this.#open(router, shared.settings);
    return router.index;
  }

  /** The proxy of the router is gone: everything that came through it and is not answered fails, wherever it is. */
  removeProxyRouter(routerIndex: number, reason: number): void {
    const router = this.routers[routerIndex] as Router;
    const { requests } = this;
    router.group.splice(router.group.indexOf(router), 1);
    router.isClosed = true;
    while (router.waitingHead !== nothing) this.#takeOut(router, router.waitingHead, reason);
    for (let request = 0; request < requests.capacity; request++) {
      if (requests.router[request] === routerIndex) this.#takeOut(router, request, reason);
    }
    router.probes?.stop();
    this.#loop.releaseTimer(router.deadlineTimer);
    router.look(this.#loop.nowSeconds);
  }

  /** Requests that wait for a replica of the deployment, at whichever of its routers. */
  countWaiting(routerIndex: number): number {
    const { group } = this.routers[routerIndex] as Router;
    let count = 0;
    for (const { waitingCount } of group) count += waitingCount;
    return count;
  }

  /** From now on the routers of the deployment go by this policy; what the last one remembered is forgotten. */
  setRouting(routerIndex: number, settings: RoutingSettings): void {
    const shared = this.routers[routerIndex] as Router;
    for (const router of shared.group) this.#setRouting(router, settings);
    this.#serveWaiting(shared);
    for (const router of shared.group) router.look(this.#loop.nowSeconds);
  }

  #open(router: Router, settings: RoutingSettings): void {
    router.index = this.routers.push(router) - 1;
    router.deadlineTimer = this.#loop.createTimer(this.#deadlineHandler, router.index, this.#rank);
    this.#setRouting(router, settings);
  }

  #setRouting(router: Router, settings: RoutingSettings): void {
    const { replicas } = this;
    router.settings = settings;
    router.probes?.stop();
    router.probes =
      settings.policy === "power-of-two" && settings.probes !== null
        ? new ProbedRouting({
            settings: settings.probes,
            locality: localityOf(settings.locality, router.home),
            line: router,
            requests: this.requests,
            replicas,
            loop: this.#loop,
            rank: this.#rank,
            offer: (request, replica) => this.#offer(router, request, replica),
          })
        : null;
    router.policy = router.probes ?? createRoutingPolicy(settings, router.home);
    router.patienceSeconds =
      router.probes?.patienceSeconds ?? (router.policy.mayWait ? Number.POSITIVE_INFINITY : 0);
    router.lastAttemptSeconds = Number.NEGATIVE_INFINITY;
    const [shared] = router.group;
    for (let replica = 0; replica < replicas.size; replica++) {
      if (replicas.router[replica] !== shared?.index || replicas.accepting[replica] === 0) continue;
      router.policy.add(replica, replicas.node[replica] as number, replicas);
    }
  }

  /** What requests call from now on after their own work; `null`: nothing. Those under way keep what they began. */
  setCalls(routerIndex: number, nodes: readonly CallNode[] | null): void {
    const plan = nodes === null ? nothing : this.composition.addPlan(nodes);
    for (const router of (this.routers[routerIndex] as Router).group) router.calls = plan;
  }

  /** Measures latencies at a router from now on. */
  measureLatency(routerIndex: number): void {
    const { group, latency } = this.routers[routerIndex] as Router;
    const histogram = latency ?? new LatencyHistogram({ precisionBits: 8 });
    for (const router of group) router.latency = histogram;
  }

  /** A replica is ready: it takes requests from now on. Returns its number. */
  addReplica(options: {
    readonly router: number;
    readonly maxOngoing: number;
    readonly slowdown: number;
    /** Default: processor sharing. */
    readonly style?: WorkStyle | null;
    /** Default: its requests ask for no models. */
    readonly multiplexing?: MultiplexingSettings | null;
    readonly speed: number;
    /** The caller's own number for it, given back to `onIdleReplica`. */
    readonly owner: number;
    /** The node that it runs on, where that is known. */
    readonly node?: number;
    readonly zone?: number;
  }): number {
    const router = this.routers[options.router] as Router;
    const replica = this.replicas.add({ ...options, counts: router.counts });
    this.replicas.owner[replica] = options.owner;
    this.replicas.timer[replica] = this.#loop.createTimer(this.#finishHandler, replica, this.#rank);
    const node = options.node ?? nothing;
    this.replicas.node[replica] = node;
    this.replicas.zone[replica] = options.zone ?? nothing;
    this.replicas.availablePosition[replica] = router.free.add(replica);
    for (const each of router.group) each.policy.add(replica, node, this.replicas);
    this.#serveWaiting(router);
    for (const each of router.group) each.look(this.#loop.nowSeconds);
    return replica;
  }

  /** The replica gets no new requests and goes on with those it has. */
  stopAccepting(replica: number): void {
    if (this.replicas.accepting[replica] === 0) return;
    this.replicas.accepting[replica] = 0;
    const router = this.routers[this.replicas.router[replica] as number] as Router;
    this.#makeUnavailable(router, replica);
    for (const each of router.group) each.policy.remove(replica);
    // Those who waited for it may have another one now.
    if (router.policy.mayWait) this.#serveWaiting(router);
  }

  /** The replica is gone; what it still served fails for this reason. */
  removeReplica(replica: number, reason: number): void {
    if (this.replicas.timer[replica] === nothing) throw new Error(`replica ${replica} is gone already`);
    this.stopAccepting(replica);
    const nowSeconds = this.#loop.nowSeconds;
    while ((this.replicas.ongoing[replica] as number) > 0) {
      const request = this.replicas.anyOngoing(replica);
      this.#takeFromReplica(replica, request, nowSeconds);
      this.#fail(this.routers[this.requests.router[request] as number] as Router, request, reason);
    }
    this.#loop.releaseTimer(this.replicas.timer[replica] as number);
    this.replicas.timer[replica] = nothing;
    this.replicas.forget(replica);
    this.#countdowns.forget(replica);
  }

  /** Fails everything that waits at the routers of the deployment. */
  failWaiting(routerIndex: number, reason: number): void {
    for (const router of (this.routers[routerIndex] as Router).group) {
      while (router.waitingHead !== nothing) this.#takeOut(router, router.waitingHead, reason);
      router.look(this.#loop.nowSeconds);
    }
  }

  /** From now on the replica works `speed` times as fast (a fault, its end). */
  setSpeed(replica: number, speed: number): void {
    this.replicas.setSpeed(replica, speed, this.#loop.nowSeconds);
    if (this.replicas.isComputing(replica)) this.#setFinishTimer(replica);
  }

  /** Calls back when the replica has finished so many requests from now on. */
  afterServing(replica: number, requests: number, callback: () => void): void {
    const { finishesLeft } = this.replicas;
    finishesLeft[replica] = this.#countdowns.add(replica, requests, {
      left: finishesLeft[replica] as number,
      callback,
    });
  }

  /** Changes how many requests the replica serves at once; those beyond it are finished. */
  setMaxOngoing(replica: number, maxOngoing: number): void {
    this.replicas.setMaxOngoing(replica, maxOngoing);
    if (this.replicas.accepting[replica] === 0) return;
    const router = this.routers[this.replicas.router[replica] as number] as Router;
    const hasFreeSlot = (this.replicas.ongoing[replica] as number) < maxOngoing;
    const isAvailable = this.replicas.availablePosition[replica] !== nothing;
    if (hasFreeSlot && !isAvailable) {
      this.replicas.availablePosition[replica] = router.free.add(replica);
      this.#tellPolicies(router, replica);
      this.#serveWaiting(router);
    } else if (!hasFreeSlot && isAvailable) {
      this.#makeUnavailable(router, replica);
      this.#tellPolicies(router, replica);
    }
    for (const each of router.group) each.look(this.#loop.nowSeconds);
  }

  setVersionErrorPercent(version: number, percent: number): void {
    this.#versionErrorPercent[version] = percent;
  }

  /** A request that reaches no router of the version: its cluster is down, or the proxy that it comes by. It fails at once. */
  refuse(version: number, caller: number = nothing, reason: number = failureCode.unavailable): void {
    this.#statistics.recordArrival(version);
    this.#statistics.recordFailure(version, reason);
    if (caller !== nothing) this.#onAnswer(caller, reason);
  }

  /**
   * A request arrives at a router with so much work; on a language model its tokens are its work. `session`: the one that it
   * belongs to, unique in its deployment. Returns its number, or `nothing` where it was turned away.
   */
  arrive(
    routerIndex: number,
    workSeconds: number,
    errorDraw: number,
    caller: number = nothing,
    inputTokens = 1,
    outputTokens = 1,
    session: number = nothing,
    model: number = nothing,
  ): number {
    const router = this.routers[routerIndex] as Router;
    const nowSeconds = this.#loop.nowSeconds;
    router.arrived++;
    if (caller >= nothing) this.#statistics.recordArrival(router.version);
    else router.called++;
    const replica = router.availableCount > 0 ? this.#choose(router, session, model) : nothing;
    if (replica === nothing && this.#isLineFull(router)) {
      this.#recordFailure(router, caller, failureCode.queueFull);
      if (caller !== nothing) this.#tell(caller, nothing, failureCode.queueFull);
      return nothing;
    }
    const requests = this.requests;
    const request = requests.open();
    requests.arrivalSeconds[request] = nowSeconds;
    requests.workSeconds[request] = workSeconds;
    requests.errorDraw[request] = errorDraw;
    requests.inputTokens[request] = inputTokens;
    requests.outputTokens[request] = outputTokens;
    requests.session[request] = session;
    requests.model[request] = model;
    requests.router[request] = routerIndex;
    requests.caller[request] = caller;
    requests.isAwaiting[request] = 0;
    router.integrate(nowSeconds);
    router.inSystemCount++;
    if (router.requestTimeoutSeconds !== Number.POSITIVE_INFINITY) {
      joinDeadlines(this.requests, router, request);
      if (router.earliestDeadline === request) this.#setDeadlineTimer(router);
    }
    if (replica === nothing) this.#wait(router, request);
    else this.#start(router, request, replica);
    router.look(nowSeconds);
    return request;
  }

  /** The request fails now, wherever it is: its caller has given up. */
  abandon(request: number, reason: number): void {
    const router = this.routers[this.requests.router[request] as number] as Router;
    this.#takeOut(router, request, reason);
    router.probes?.wake();
    router.look(this.#loop.nowSeconds);
  }

  /** The request goes on, but nobody is told any more what becomes of it. */
  detach(request: number): void {
    this.requests.caller[request] = nothing;
  }

  /**
   * Whether someone at the router should not wait, while these of its replicas have a free slot: at once where the router
   * always knows of them, after its patience where it tries again and again; one who waits for a replica of his own, when
   * that one is free.
   */
  isWaitingWrongly(routerIndex: number, free: readonly number[]): boolean {
    const router = this.routers[routerIndex] as Router;
    if (router.waitingCount === 0 || free.length === 0) return false;
    const { policy } = router;
    if (!(policy instanceof SessionAffinity && policy.mayWait))
      return router.isAttemptDue(this.#loop.nowSeconds);
    const freeReplicas = new Set(free);
    for (let at = router.waitingHead; at !== nothing; at = this.requests.behind[at] as number) {
      const home = policy.homeOf(this.requests.session[at] as number);
      if (home === nothing || freeReplicas.has(home)) return true;
    }
    return false;
  }

  /** Nothing is called there any more: its deployment is gone. */
  closeRouter(routerIndex: number): void {
    for (const router of (this.routers[routerIndex] as Router).group) router.isClosed = true;
  }

  /** Requests and calls at the routers of a deployment and its replicas, found one by one. */
  countAtRouter(routerIndex: number): number {
    let count = 0;
    for (const { waitingHead } of (this.routers[routerIndex] as Router).group) {
      for (let at = waitingHead; at !== nothing; at = this.requests.behind[at] as number) count++;
    }
    return count + this.replicas.countOngoingOf(routerIndex);
  }

  /** Requests from outside, found by walking the waiting lines and the replicas one by one. */
  countInSystem(): number {
    let count = 0;
    for (const router of this.routers) {
      for (let at = router.waitingHead; at !== nothing; at = this.requests.behind[at] as number) count++;
    }
    return count + this.replicas.countOngoing() - this.replicas.countCalls();
  }

  #wait(router: Router, request: number): void {
    this.requests.replica[request] = nothing;
    joinWaiting(this.requests, router, request);
    this.#statistics.recordWaiting();
    router.probes?.joined(request);
  }

  #removeFromWaiting(router: Router, request: number): void {
    router.probes?.left(request);
    leaveWaiting(this.requests, router, request);
    this.#statistics.recordNotWaiting();
  }

  /** A router that has to look for a replica first has room for one who waits, even where nobody may queue. */
  #isLineFull(router: Router): boolean {
    return (
      router.waitingCount >=
      (router.probes === null ? router.maxQueuedRequests : Math.max(1, router.maxQueuedRequests))
    );
  }

  /** Gives the request to a replica with a free slot. */
  #start(router: Router, request: number, replica: number): void {
    const replicas = this.replicas;
    const nowSeconds = this.#loop.nowSeconds;
    this.requests.replica[request] = replica;
    this.requests.startSeconds[request] = nowSeconds;
    replicas.begin(replica, request, nowSeconds);
    if ((replicas.ongoing[replica] as number) >= (replicas.maxOngoing[replica] as number)) {
      this.#makeUnavailable(router, replica);
    }
    this.#tellPolicies(router, replica);
    this.#setFinishTimer(replica);
  }

  /** Where there are models, the default policy prefers replicas that have the one asked for; others know none. */
  #choose(router: Router, session: number, model: number): number {
    if (model === nothing || !(router.policy instanceof PowerOfTwo)) {
      return router.policy.choose(router, this.replicas, session);
    }
    const { available, availableCount, random } = router;
    if (this.#chosen.length < availableCount) this.#chosen = new Int32Array(2 * availableCount);
    const chosen = this.#chosen;
    const count = preferModelHolders(available, availableCount, this.replicas, model, chosen);
    return chosen[choosePowerOfTwo(chosen, count, this.replicas.ongoing, random)] as number;
  }

  /** Serves those who wait, the first come first; passes over those whom the policy lets wait for another replica. */
  #serveWaiting(router: Router): void {
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

  #serveLine(router: Router): void {
    let request = router.waitingHead;
    while (request !== nothing && router.availableCount > 0) {
      const behind = this.requests.behind[request] as number;
      const session = this.requests.session[request] as number;
      const replica = this.#choose(router, session, this.requests.model[request] as number);
      if (replica !== nothing) {
        this.#removeFromWaiting(router, request);
        this.#start(router, request, replica);
      }
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
    const { arrivalSeconds } = this.requests;
    while (free.count > 0) {
      let first: Router | null = null;
      for (const router of group) {
        if (router.waitingHead === nothing) continue;
        const seconds = arrivalSeconds[router.waitingHead] as number;
        if (first === null || seconds < (arrivalSeconds[first.waitingHead] as number)) first = router;
      }
      if (first === null) return;
      const { session, model } = this.requests;
      const request = first.waitingHead;
      this.#serveFirst(first, this.#choose(first, session[request] as number, model[request] as number));
    }
  }

  /** Routers that always know see what others do; one that knows from a cache learns of what it does itself. */
  #tellPolicies(router: Router, replica: number): void {
    if (router.group.length === 1 || router.probes !== null) router.policy.update(replica, this.replicas);
    else for (const each of router.group) each.policy.update(replica, this.replicas);
  }

  /** Gives one who waits to the replica, if that takes requests and has a free slot. */
  #offer(router: Router, request: number, replica: number): boolean {
    if (this.replicas.availablePosition[replica] === nothing) return false;
    this.#removeFromWaiting(router, request);
    this.#start(router, request, replica);
    return true;
  }

  #serveFirst(router: Router, replica: number): void {
    const request = router.waitingHead;
    if (request === nothing) throw new Error("a routing task looks for a replica for nobody");
    this.#removeFromWaiting(router, request);
    this.#start(router, request, replica);
  }

  #setFinishTimer(replica: number): void {
    const dueSeconds = this.replicas.nextSeconds(replica, this.#loop.nowSeconds);
    this.#loop.setTimer(this.replicas.timer[replica] as number, dueSeconds);
  }

  #finish(replica: number): void {
    const nowSeconds = this.#loop.nowSeconds;
    const request = this.replicas.finish(replica, nowSeconds);
    if (request === nothing) {
      this.#setFinishTimer(replica);
      return;
    }
    const router = this.routers[this.requests.router[request] as number] as Router;
    const isCall = (this.requests.caller[request] as number) < nothing;
    // A version's errors are those of its answers, not of what goes on inside.
    const errorPercent = Math.max(
      this.replicas.errorPercent[replica] as number,
      isCall ? 0 : (this.#versionErrorPercent[router.version] ?? 0),
    );
    if ((this.requests.errorDraw[request] as number) * 100 < errorPercent) {
      this.#fail(router, request, failureCode.applicationError);
    } else if (router.calls !== nothing) {
      this.requests.lastTokenSeconds[request] = nowSeconds;
      this.replicas.beginAwaiting(replica, request);
      if (this.replicas.isComputing(replica)) this.#setFinishTimer(replica);
      this.composition.start(request, router.calls);
      return;
    } else {
      if (this.replicas.generatesTokens[replica] === 1) this.#recordTokens(router, request, nowSeconds);
      this.#succeed(router, request);
    }
    this.#slotFreed(router, replica);
    router.look(nowSeconds);
    this.#countFinished(replica);
  }

  #countFinished(replica: number): void {
    const { finishesLeft, served } = this.replicas;
    served[replica] = (served[replica] as number) + 1;
    const left = (finishesLeft[replica] as number) - 1;
    finishesLeft[replica] = left;
    if (left === 0) finishesLeft[replica] = this.#countdowns.finish(replica);
  }

  #recordTokens(router: Router, request: number, lastTokenSeconds: number): void {
    const firstTokenSeconds = this.requests.firstTokenSeconds[request] as number;
    const gaps = (this.requests.outputTokens[request] as number) - 1;
    this.#statistics.recordTokens(
      router.version,
      firstTokenSeconds - (this.requests.arrivalSeconds[request] as number),
      gaps === 0 ? null : (lastTokenSeconds - firstTokenSeconds) / gaps,
    );
  }

  /** All that the request called has been answered: so is the request. */
  #complete(request: number): void {
    const router = this.routers[this.requests.router[request] as number] as Router;
    const replica = this.requests.replica[request] as number;
    this.replicas.endAwaiting(replica, request);
    if (this.replicas.generatesTokens[replica] === 1) {
      this.#recordTokens(router, request, this.requests.lastTokenSeconds[request] as number);
    }
    this.#succeed(router, request);
    this.#slotFreed(router, replica);
    router.look(this.#loop.nowSeconds);
    this.#countFinished(replica);
  }

  /** After a request has left a replica: serve who waits, set the timer, or tell that the replica is idle. */
  #slotFreed(router: Router, replica: number): void {
    const replicas = this.replicas;
    if (
      replicas.accepting[replica] === 1 &&
      replicas.availablePosition[replica] === nothing &&
      (replicas.ongoing[replica] as number) < (replicas.maxOngoing[replica] as number)
    ) {
      replicas.availablePosition[replica] = router.free.add(replica);
      this.#noteFinished(router, replica);
      // A router that probes does not learn of it before its next attempt.
      if (router.probes === null) this.#serveWaiting(router);
    } else {
      this.#noteFinished(router, replica);
    }
    if (replicas.isComputing(replica)) this.#setFinishTimer(replica);
    else if (replicas.accepting[replica] === 0 && replicas.ongoing[replica] === 0)
      this.#onIdleReplica(replicas.owner[replica] as number);
  }

  #noteFinished(router: Router, replica: number): void {
    if (router.probes === null) this.#tellPolicies(router, replica);
    else router.probes.finished(replica);
  }

  #makeUnavailable(router: Router, replica: number): void {
    const position = this.replicas.availablePosition[replica] as number;
    if (position === nothing) return;
    this.replicas.availablePosition[replica] = nothing;
    const moved = router.free.removeAt(position);
    if (moved !== nothing) this.replicas.availablePosition[moved] = position;
  }

  /** A request that is no longer in a queue or on a replica leaves as failed. */
  #fail(router: Router, request: number, reason: number): void {
    const caller = this.requests.caller[request] as number;
    this.#recordFailure(router, caller, reason);
    if (this.requests.isAwaiting[request] === 1) this.composition.leave(request, false);
    this.#leave(router, request);
    if (caller !== nothing) this.#tell(caller, request, reason);
  }

  /** A request that is no longer on a replica leaves with an answer. */
  #succeed(router: Router, request: number): void {
    const requests = this.requests;
    const caller = requests.caller[request] as number;
    const startSeconds = requests.startSeconds[request] as number;
    const waitSeconds = startSeconds - (requests.arrivalSeconds[request] as number);
    const serviceSeconds = this.#loop.nowSeconds - startSeconds;
    router.succeeded++;
    if (router.latency !== null) router.latency.record(waitSeconds + serviceSeconds);
    if (caller >= nothing) this.#statistics.recordSuccess(router.version, waitSeconds, serviceSeconds);
    else this.#statistics.recordCall(waitSeconds, serviceSeconds);
    if (requests.isAwaiting[request] === 1) this.composition.leave(request, true);
    this.#leave(router, request);
    if (caller !== nothing) this.#tell(caller, request, nothing);
  }

  #recordFailure(router: Router, caller: number, reason: number): void {
    router.failed[reason] = (router.failed[reason] as number) + 1;
    if (caller >= nothing) this.#statistics.recordFailure(router.version, reason);
  }

  /** Tells a client, or the request inside the application that called. */
  #tell(caller: number, request: number, failure: number): void {
    if (caller > nothing) this.#onAnswer(caller, failure);
    else this.composition.onAnswer(caller, request, failure);
  }

  #takeFromReplica(replica: number, request: number, nowSeconds: number): void {
    if (this.requests.isAwaiting[request] === 1) this.replicas.endAwaiting(replica, request);
    else this.replicas.abandon(replica, request, nowSeconds);
  }

  /** Fails a request that waits or is being served. */
  #takeOut(router: Router, request: number, reason: number): void {
    const replica = this.requests.replica[request] as number;
    if (replica === nothing) {
      this.#removeFromWaiting(router, request);
      this.#fail(router, request, reason);
      return;
    }
    this.#takeFromReplica(replica, request, this.#loop.nowSeconds);
    this.#fail(router, request, reason);
    if (!this.replicas.isComputing(replica)) {
      this.#loop.cancelTimer(this.replicas.timer[replica] as number);
    }
    this.#slotFreed(router, replica);
  }

  #leave(router: Router, request: number): void {
    router.integrate(this.#loop.nowSeconds);
    router.inSystemCount--;
    if (router.requestTimeoutSeconds !== Number.POSITIVE_INFINITY) {
      leaveDeadlines(this.requests, router, request);
    }
    this.requests.close(request);
  }

  #setDeadlineTimer(router: Router): void {
    const arrival = this.requests.arrivalSeconds[router.earliestDeadline] as number;
    this.#loop.setTimer(router.deadlineTimer, arrival + router.requestTimeoutSeconds);
  }

  /** The deadline timer is not moved when its request leaves in time (that would cost every request); it looks again. */
  #expire(routerIndex: number): void {
    const router = this.routers[routerIndex] as Router;
    const nowSeconds = this.#loop.nowSeconds;
    const requests = this.requests;
    while (
      router.earliestDeadline !== nothing &&
      (requests.arrivalSeconds[router.earliestDeadline] as number) + router.requestTimeoutSeconds <=
        nowSeconds
    ) {
      this.#takeOut(router, router.earliestDeadline, failureCode.timeout);
    }
    if (router.earliestDeadline !== nothing) this.#setDeadlineTimer(router);
    router.probes?.wake();
    router.look(nowSeconds);
  }
}
