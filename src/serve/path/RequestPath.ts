import type { EventLoop } from "../../engine/EventLoop.ts";
import type { RandomStream } from "../../engine/RandomStreams.ts";
import { LatencyHistogram } from "../../metrics/LatencyHistogram.ts";
import type { RequestStatistics } from "../../metrics/RequestStatistics.ts";
import type { VersionIndex } from "../../metrics/VersionIndex.ts";
import type { Deployment } from "../Deployment.ts";
import { Hops, type ProcessPlace } from "../overhead/Hops.ts";
import type { MachineSettings, OverheadSettings } from "../overhead/OverheadSettings.ts";
import type { Router } from "../routing/Router.ts";
import type { RouterHome } from "../routing/RouterHome.ts";
import { RouterLifecycle } from "../routing/RouterLifecycle.ts";
import type { RoutingSettings } from "../routing/RoutingSettings.ts";
import { type Caller, mirrored, nobody } from "./Caller.ts";
import { Composition } from "./Composition.ts";
import { Deadlines } from "./Deadlines.ts";
import { Departures } from "./Departures.ts";
import { Dispatcher } from "./Dispatcher.ts";
import { failureCode } from "./failureReasons.ts";
import { isWaitingWrongly } from "./isWaitingWrongly.ts";
import type { CallNode } from "./numberCalls.ts";
import type { PathReplica } from "./PathReplica.ts";
import type { PathRequest } from "./PathRequest.ts";
import type { PathRouter } from "./PathRouter.ts";
import { type ReadyReplica, ReplicaMembership } from "./ReplicaMembership.ts";
import { ReplicaTable } from "./ReplicaTable.ts";
import { nothing, RequestTable } from "./RequestTable.ts";
import { Serving } from "./Serving.ts";
import { countLine } from "./waitingLine.ts";

/**
 * The way of a request: it arrives at a router, waits until a replica has a free slot (`Dispatcher`), is served beside
 * others (`Serving`), and leaves with an answer or an error (`Departures`), at the latest at its deadline (`Deadlines`).
 * It allocates nothing a request. The control path calls it to add, drain and remove routers and
 * replicas (`RouterLifecycle`, `ReplicaMembership`).
 */
export class RequestPath {
  readonly requests: RequestTable;
  readonly replicas: ReplicaTable;
  readonly routers: Router[] = [];
  readonly composition: Composition;
  readonly hops: Hops;
  readonly #loop: EventLoop;
  readonly #statistics: RequestStatistics;
  readonly #dispatcher: Dispatcher;
  readonly #departures: Departures;
  readonly #serving: Serving;
  readonly #deadlines: Deadlines;
  readonly #lifecycle: RouterLifecycle;
  readonly #membership: ReplicaMembership;

  constructor(options: {
    readonly loop: EventLoop;
    readonly statistics: RequestStatistics;
    readonly maxRequests: number;
    /** Rank of its events. */
    readonly rank: number;
    /** A uniform number by a request's key and a purpose. Needed only where deployments call others. */
    readonly drawCalls?: (key: number, index: number) => number;
    /** For whose CPUs the overhead of hops competes. Left out: those of each node. */
    readonly machines?: MachineSettings;
  }) {
    const { loop, statistics, rank } = options;
    const { routers } = this;
    const requests = new RequestTable({ maxRequests: options.maxRequests });
    const replicas = new ReplicaTable(requests);
    const drawAt = options.drawCalls ?? refuseToDraw;
    const composition = new Composition({ requests, routers, loop, rank, drawAt });
    const hops = new Hops({ requests, composition, machines: options.machines });
    const dispatcher = new Dispatcher({ requests, replicas, loop, statistics, hops });
    const departures = new Departures({ requests, loop, statistics, composition });
    const parts = { requests, replicas, routers, loop, rank, dispatcher, departures, composition, hops };
    const serving = new Serving(parts);
    const deadlines = new Deadlines({ ...parts, serving });
    this.requests = requests;
    this.replicas = replicas;
    this.composition = composition;
    this.hops = hops;
    this.#loop = loop;
    this.#statistics = statistics;
    this.#dispatcher = dispatcher;
    this.#departures = departures;
    this.#serving = serving;
    this.#deadlines = deadlines;
    this.#lifecycle = new RouterLifecycle({ ...parts, serving, deadlines });
    this.#membership = new ReplicaMembership({ ...parts, serving });
    // A call is a request, and a request may call: whoever is last in this circle is named when all others are there.
    composition.sendBy({
      arrive: (router, work, draw, caller, inputTokens, outputTokens, session) =>
        this.arrive(router, work, draw, caller, inputTokens, outputTokens, session),
      complete: (request) => serving.complete(request),
      abandon: (request, reason) => this.#takeOut(request, reason),
    });
  }

  /**
   * Names who sends requests for clients: it is called with its row when one has left, with its failure code or `nothing` for a
   * success, and with how long the answer is on its way. It must not call the request path: others may leave at the same moment. What follows from the answer happens by a
   * timer.
   */
  answerClients(onAnswer: (row: number, failure: number, waySeconds: number) => void): void {
    this.#departures.answerClients(onAnswer);
  }

  /** Makes the router of a deployment of a version and returns its number. */
  addRouter(options: {
    readonly version: VersionIndex;
    readonly deployment: Deployment;
    readonly random: RandomStream;
    /** Luck of what Ray Serve itself takes. Needed only where that is drawn. */
    readonly overheadRandom?: RandomStream;
  }): PathRouter {
    return this.#lifecycle.add(options).index;
  }

  /**
   * Makes the router that a proxy has of a deployment, beside the one that it was given by `addRouter`: with a waiting line,
   * a limit of it and a memory of its own, for the same replicas. `place`: whose CPUs it needs. Returns its number.
   */
  addProxyRouter(
    routerIndex: PathRouter,
    options: { readonly home: RouterHome; readonly place?: ProcessPlace; readonly random: RandomStream },
  ): PathRouter {
    return this.#lifecycle.addOfProxy(this.#router(routerIndex), options).index;
  }

  /** The proxy of the router is gone: everything that came through it and is not answered fails, wherever it is. */
  removeProxyRouter(routerIndex: PathRouter, reason: number): void {
    this.#lifecycle.removeOfProxy(this.#router(routerIndex), reason);
  }

  /** From now on the routers of the deployment go by this policy; what the last one remembered is forgotten. */
  setRouting(routerIndex: PathRouter, settings: RoutingSettings): void {
    this.#lifecycle.setRouting(this.#router(routerIndex), settings);
  }

  /** What Ray Serve itself takes of requests from now on; `null`: nothing. Those under way keep what they have. */
  setOverhead(routerIndex: PathRouter, settings: OverheadSettings | null): void {
    this.#lifecycle.setOverhead(this.#router(routerIndex), settings);
  }

  /** What requests call from now on after their own work; `null`: nothing. Those under way keep what they began. */
  setCalls(routerIndex: PathRouter, nodes: readonly CallNode[] | null): void {
    const plan = nodes === null ? nothing : this.composition.addPlan(nodes);
    for (const router of this.#router(routerIndex).group) router.calls = plan;
  }

  /** Measures latencies at a router from now on. */
  measureLatency(routerIndex: PathRouter): void {
    const { group, latency } = this.#router(routerIndex);
    const histogram = latency ?? new LatencyHistogram({ precisionBits: 8 });
    for (const router of group) router.latency = histogram;
  }

  /** Nothing is called there any more: its deployment is gone. */
  closeRouter(routerIndex: PathRouter): void {
    for (const router of this.#router(routerIndex).group) router.isClosed = true;
  }

  /** Fails everything that waits at the routers of the deployment. */
  failWaiting(routerIndex: PathRouter, reason: number): void {
    for (const router of this.#router(routerIndex).group) {
      this.#serving.failWaiting(router, reason);
      router.look(this.#loop.nowSeconds);
    }
  }

  /** A replica is ready: it takes requests from now on. Returns its number. */
  addReplica(ready: ReadyReplica): PathReplica {
    return this.#membership.add(ready);
  }

  /** The replica gets no new requests and goes on with those it has; `onIdle` is called when it has served the last of them. */
  drainReplica(replica: PathReplica, onIdle: () => void): void {
    this.#membership.drain(replica, onIdle);
  }

  /** The replica is gone; what it still served fails for this reason. */
  removeReplica(replica: PathReplica, reason: number): void {
    this.#membership.remove(replica, reason);
  }

  /** Changes how many requests the replica serves at once; those beyond it are finished. */
  setMaxOngoing(replica: PathReplica, maxOngoing: number): void {
    this.#membership.setMaxOngoing(replica, maxOngoing);
  }

  /** From now on the replica works `speed` times as fast (a fault, its end). */
  setSpeed(replica: PathReplica, speed: number): void {
    this.#serving.setSpeed(replica, speed);
  }

  /** Calls back when the replica has finished so many requests from now on. */
  afterServing(replica: PathReplica, requests: number, callback: () => void): void {
    this.#serving.afterServing(replica, requests, callback);
  }

  setVersionErrorPercent(version: VersionIndex, percent: number): void {
    this.#serving.setVersionErrorPercent(version, percent);
  }

  /** A request that reaches no router of the version: its cluster is down, or the proxy that it comes by. It fails at once. */
  refuse(version: VersionIndex, caller: Caller = nobody, reason: number = failureCode.unavailable): void {
    this.#departures.refuse(version, caller, reason);
  }

  /**
   * A request arrives at a router with so much work; on a language model its tokens are its work. `session`: the one that it
   * belongs to, unique in its deployment. Returns its number, or `nothing` where it was turned away.
   */
  arrive(
    routerIndex: PathRouter,
    workSeconds: number,
    errorDraw: number,
    caller: Caller = nobody,
    inputTokens = 1,
    outputTokens = 1,
    session: number = nothing,
    model: number = nothing,
  ): PathRequest | typeof nothing {
    const router = this.#router(routerIndex);
    const dispatcher = this.#dispatcher;
    const nowSeconds = this.#loop.nowSeconds;
    router.arrived++;
    if (caller >= nobody) this.#statistics.recordArrival(router.version);
    else if (caller === mirrored) {
      router.mirrored++;
      this.#statistics.recordMirroredArrival(router.version);
    } else router.called++;
    const replica = router.availableCount > 0 ? dispatcher.choose(router, session, model) : nothing;
    if (replica === nothing && dispatcher.isLineFull(router)) {
      this.#departures.turnAway(router, caller, failureCode.queueFull);
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
    this.#deadlines.begin(router, request);
    if (replica === nothing) dispatcher.wait(router, request);
    else dispatcher.start(router, request, replica);
    router.look(nowSeconds);
    return request;
  }

  /** The request fails now, wherever it is: its caller has given up. */
  abandon(request: PathRequest, reason: number): void {
    this.#takeOut(request, reason);
  }

  /** The request goes on, but nobody is told any more what becomes of it. */
  detach(request: PathRequest): void {
    this.requests.caller[request] = nobody;
  }

  /** Whether someone at the router should not wait, while these of its replicas have a free slot. */
  isWaitingWrongly(routerIndex: PathRouter, free: readonly number[]): boolean {
    const { nowSeconds } = this.#loop;
    return isWaitingWrongly(this.requests, this.#router(routerIndex), { free, nowSeconds });
  }

  /** Requests that wait for a replica of the deployment, at whichever of its routers. */
  countWaiting(routerIndex: PathRouter): number {
    let count = 0;
    for (const { waitingCount } of this.#router(routerIndex).group) count += waitingCount;
    return count;
  }

  /** Requests and calls at the routers of a deployment and its replicas, found one by one. */
  countAtRouter(routerIndex: PathRouter): number {
    let count = this.replicas.countOngoingOf(routerIndex);
    for (const router of this.#router(routerIndex).group) count += countLine(this.requests, router);
    return count;
  }

  /** Requests from outside, found by walking the waiting lines and the replicas one by one; copies are none. */
  countInSystem(): number {
    let count = this.replicas.countOngoing() - this.replicas.countCalls();
    for (const router of this.routers) count += countLine(this.requests, router);
    return count - this.countMirrored();
  }

  /** Copies of requests that are in the system, found one by one. */
  countMirrored(): number {
    const { capacity, router, caller } = this.requests;
    let count = 0;
    for (let request = 0; request < capacity; request++) {
      if (router[request] !== nothing && caller[request] === mirrored) count++;
    }
    return count;
  }

  #router(index: PathRouter): Router {
    return this.routers[index] as Router;
  }

  #takeOut(request: number, reason: number): void {
    const router = this.routers[this.requests.router[request] as number] as Router;
    this.#serving.takeOut(router, request, reason);
    router.probes?.wake();
    router.look(this.#loop.nowSeconds);
  }
}

function refuseToDraw(): never {
  throw new Error("a call without draws");
}
