import type { EventLoop } from "../../engine/EventLoop.ts";
import type { RandomStream } from "../../engine/RandomStreams.ts";
import type { VersionIndex } from "../../metrics/VersionIndex.ts";
import type { Deployment } from "../Deployment.ts";
import { routerHops } from "../overhead/HopDraws.ts";
import type { Hops, ProcessPlace } from "../overhead/Hops.ts";
import type { OverheadSettings } from "../overhead/OverheadSettings.ts";
import type { Deadlines } from "../path/Deadlines.ts";
import type { Dispatcher } from "../path/Dispatcher.ts";
import { type PathRouter, pathRouter } from "../path/PathRouter.ts";
import type { ReplicaTable } from "../path/ReplicaTable.ts";
import type { RequestTable } from "../path/RequestTable.ts";
import type { Serving } from "../path/Serving.ts";
import { ProbedRouting } from "./ProbedRouting.ts";
import { Router } from "./Router.ts";
import type { RouterHome } from "./RouterHome.ts";
import type { RouterPlace } from "./RoutingDefinition.ts";
import { defaultRouting, type RoutingSettings } from "./RoutingSettings.ts";
import { routingOf } from "./routingOf.ts";

/** How routers come, by which policy they choose replicas, and how those of proxies go. */
export class RouterLifecycle {
  readonly #requests: RequestTable;
  readonly #replicas: ReplicaTable;
  readonly #routers: Router[];
  readonly #loop: EventLoop;
  readonly #rank: number;
  readonly #dispatcher: Dispatcher;
  readonly #serving: Serving;
  readonly #deadlines: Deadlines;
  readonly #hops: Hops;

  constructor(options: {
    readonly requests: RequestTable;
    readonly replicas: ReplicaTable;
    /** Where each is put that comes. */
    readonly routers: Router[];
    readonly loop: EventLoop;
    readonly rank: number;
    readonly dispatcher: Dispatcher;
    readonly serving: Serving;
    readonly deadlines: Deadlines;
    readonly hops: Hops;
  }) {
    this.#requests = options.requests;
    this.#replicas = options.replicas;
    this.#routers = options.routers;
    this.#loop = options.loop;
    this.#rank = options.rank;
    this.#dispatcher = options.dispatcher;
    this.#serving = options.serving;
    this.#deadlines = options.deadlines;
    this.#hops = options.hops;
  }

  /** Makes the router of a deployment of a version. */
  add(options: {
    readonly version: VersionIndex;
    readonly deployment: Deployment;
    readonly random: RandomStream;
    readonly overheadRandom?: RandomStream;
  }): Router {
    const { deployment } = options;
    const router = new Router({
      ...options,
      index: this.#nextIndex(),
      deployment: deployment.name,
      maxQueuedRequests: deployment.maxQueuedRequests,
      requestTimeoutSeconds: deployment.requestTimeoutSeconds,
    });
    this.setOverhead(router, deployment.overhead ?? null);
    this.#open(router, deployment.routing ?? defaultRouting);
    return router;
  }

  /** Makes the router that a proxy has of the deployment, for the same replicas. */
  addOfProxy(
    shared: Router,
    options: { readonly home: RouterHome; readonly place?: ProcessPlace; readonly random: RandomStream },
  ): Router {
    const router = new Router({
      ...options,
      index: this.#nextIndex(),
      shared,
      version: shared.version,
      deployment: shared.deployment,
      maxQueuedRequests: shared.maxQueuedRequests,
      requestTimeoutSeconds: shared.requestTimeoutSeconds,
    });
    router.calls = shared.calls;
    router.isClosed = shared.isClosed;
    router.latency = shared.latency;
    router.overhead = shared.overhead;
    router.entryProcess = this.#hops.entryProcess(options.place ?? {});
    this.#open(router, shared.settings);
    return router;
  }

  /** The proxy of the router is gone: all that came through it fails, wherever it is. */
  removeOfProxy(router: Router, reason: number): void {
    const requests = this.#requests;
    router.group.splice(router.group.indexOf(router), 1);
    router.isClosed = true;
    this.#serving.failWaiting(router, reason);
    for (let request = 0; request < requests.capacity; request++) {
      if (requests.router[request] === router.index) this.#serving.takeOut(router, request, reason);
    }
    router.probes?.stop();
    this.#deadlines.close(router);
    router.look(this.#loop.nowSeconds);
  }

  /** From now on the routers of the deployment go by this policy; what the last one remembered is forgotten. */
  setRouting(shared: Router, settings: RoutingSettings): void {
    for (const router of shared.group) this.#setPolicy(router, settings);
    this.#dispatcher.serveWaiting(shared);
    for (const router of shared.group) router.look(this.#loop.nowSeconds);
  }

  /** What Ray Serve itself takes of requests from now on. */
  setOverhead({ group }: Router, settings: OverheadSettings | null): void {
    for (const router of group) {
      router.overhead = settings === null ? null : routerHops(settings, router.overheadRandom);
    }
  }

  #nextIndex(): PathRouter {
    return pathRouter(this.#routers.length);
  }

  #open(router: Router, settings: RoutingSettings): void {
    this.#routers.push(router);
    this.#deadlines.open(router);
    this.#setPolicy(router, settings);
  }

  #setPolicy(router: Router, settings: RoutingSettings): void {
    const replicas = this.#replicas;
    router.settings = settings;
    router.probes?.stop();
    const policy = routingOf(settings.policy).create(settings, this.#placeOf(router));
    router.policy = policy;
    router.probes = policy instanceof ProbedRouting ? policy : null;
    router.patienceSeconds =
      router.probes?.patienceSeconds ?? (router.policy.mayWait ? Number.POSITIVE_INFINITY : 0);
    router.lastAttemptSeconds = Number.NEGATIVE_INFINITY;
    const [shared] = router.group;
    for (let replica = 0; replica < replicas.size; replica++) {
      if (replicas.router[replica] !== shared?.index || replicas.accepting[replica] === 0) continue;
      router.policy.add(replica, replicas.node[replica] as number, replicas);
    }
  }

  #placeOf(router: Router): RouterPlace {
    return {
      home: router.home,
      probing: {
        line: router,
        requests: this.#requests,
        replicas: this.#replicas,
        loop: this.#loop,
        rank: this.#rank,
        offer: (request, replica) => this.#dispatcher.offer(router, request, replica),
      },
    };
  }
}
