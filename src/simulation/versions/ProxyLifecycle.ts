import type { FleetNode } from "../../cluster/nodes/FleetNode.ts";
import type { ProxySettings } from "../../cluster/ProxySettings.ts";
import { sample } from "../../engine/sample.ts";
import type { ProcessPlace } from "../../serve/overhead/Hops.ts";
import { failureCode } from "../../serve/path/failureReasons.ts";
import { noRouter, type PathRouter } from "../../serve/path/PathRouter.ts";
import { type ClusterWorld, isEnding } from "../world/ClusterWorld.ts";
import { deploymentsOn } from "../world/deploymentsOn.ts";
import type { ProxyWorld } from "../world/ProxyWorld.ts";
import { ranks } from "../world/ranks.ts";
import type { World } from "../world/World.ts";
import { zoneNumber } from "../world/zoneNumber.ts";

/** ray 2.60.0: PROXY_HEALTH_CHECK_UNHEALTHY_THRESHOLD. */
const failedChecksUntilUnhealthy = 3;
/** ray 2.60.0: PROXY_DRAIN_CHECK_PERIOD_S. */
const drainCheckSeconds = 5;

/**
 * The HTTP proxies of clusters that model them: started where replicas are, drained where there are none any
 * more, dead without anyone noticing at once, and replaced. Each has a router of its own for every deployment.
 *
 * Follows ray 2.60.0: `ProxyStateManager`, `ServeController._update_proxy_nodes`.
 */
export class ProxyLifecycle {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * The router by which the next request for a deployment comes in; the deployment is named by its own router. Below 0: by
   * none (`noRouter`).
   */
  enter(cluster: ClusterWorld, router: PathRouter): PathRouter {
    const id = cluster.targets?.next() ?? null;
    if (id === null) return noRouter(failureCode.unavailable);
    const proxy = this.#world.proxies[id] as ProxyWorld;
    proxy.life.requests++;
    if (!proxy.isAlive) {
      proxy.life.lostRequests++;
      return noRouter(failureCode.proxyDied);
    }
    return proxy.routers[router] ?? this.#addRouter(proxy, router);
  }

  /** The proxies of a cluster that runs at the start. */
  startRunning(cluster: ClusterWorld): void {
    if (cluster.targets === null) return;
    for (const node of this.#nodesWithProxy(cluster)) this.#open(this.#create(cluster, node));
  }

  /** The controller looks where proxies should be. */
  reconcile(cluster: ClusterWorld): void {
    if (cluster.targets === null || !cluster.hasControl || isEnding(cluster)) return;
    const wanted = this.#nodesWithProxy(cluster);
    for (const proxy of [...cluster.proxies]) {
      if (!proxy.isAlive) {
        if (proxy.noticedAtSeconds <= this.#world.loop.nowSeconds) this.#remove(proxy, "is given up");
      } else if (wanted.has(proxy.node)) {
        if (proxy.state === "draining") this.#open(proxy);
      } else if (proxy.state === "starting") this.#remove(proxy, "is stopped before it was ready");
      else if (proxy.state === "healthy") this.#drain(proxy);
    }
    for (const node of wanted) {
      if (!cluster.proxies.some((proxy) => proxy.node === node)) this.#start(cluster, node);
    }
  }

  /**
   * The proxy dies: everything that came through it is lost. The load balancer goes on sending until its own checks have
   * failed often enough, or the controller tells it of another proxy.
   */
  die(proxy: ProxyWorld, options: { readonly withNode: boolean }): void {
    if (!proxy.isAlive || proxy.state === "gone") return;
    const { loop } = this.#world;
    const { nowSeconds } = loop;
    const { life, cluster } = proxy;
    proxy.isAlive = false;
    proxy.cancelTimer();
    life.diedAtSeconds = nowSeconds;
    life.lostRequests += this.#countRequests(proxy);
    this.#log(proxy, "proxy-died", "died");
    this.#closeRouters(proxy);
    const settings = settingsOf(cluster);
    const { healthyAtSeconds } = life;
    // A head node takes the controller along: the next one finds its proxy gone. One that starts fails at once.
    const isNoticedAtOnce = healthyAtSeconds === null || (options.withNode && proxy.node === null);
    proxy.noticedAtSeconds = isNoticedAtOnce
      ? nowSeconds
      : nthCheckAfter(nowSeconds, healthyAtSeconds, settings.checkPeriodSeconds, failedChecksUntilUnhealthy);
    loop.at(proxy.noticedAtSeconds, ranks.nodes, () => this.#world.requestReview());
    if (healthyAtSeconds === null || proxy.state === "draining") return;
    const { checkIntervalSeconds, unhealthyThreshold } = settings.loadBalancer;
    const seconds = nthCheckAfter(nowSeconds, healthyAtSeconds, checkIntervalSeconds, unhealthyThreshold);
    loop.at(seconds, ranks.nodes, () => {
      if (cluster.targets?.markUnhealthy(proxy.id)) life.leftLoadBalancerAtSeconds = loop.nowSeconds;
    });
  }

  /** A node is lost, and its proxy with it. `null`: the head node. */
  loseNode(cluster: ClusterWorld, node: FleetNode | null): void {
    for (const proxy of cluster.proxies) if (proxy.node === node) this.die(proxy, { withNode: true });
  }

  /** The cluster is gone. */
  removeAll(cluster: ClusterWorld): void {
    for (const proxy of [...cluster.proxies]) this.#remove(proxy, "is gone with its cluster");
  }

  /** The head node, and those nodes with a replica that starts or runs and that stay (ray 2.60.0: not those that drain). */
  #nodesWithProxy(cluster: ClusterWorld): ReadonlySet<FleetNode | null> {
    const nodes = new Set<FleetNode | null>([null]);
    if (settingsOf(cluster).location === "head-only") return nodes;
    for (const { replicas } of deploymentsOn(cluster)) {
      for (const { node, state } of replicas) {
        if (node?.state === "ready" && state !== "draining") nodes.add(node);
      }
    }
    return nodes;
  }

  #create(cluster: ClusterWorld, node: FleetNode | null): ProxyWorld {
    const { proxies, loop } = this.#world;
    const proxy: ProxyWorld = {
      id: proxies.length,
      cluster,
      node,
      state: "starting",
      isAlive: true,
      noticedAtSeconds: Number.POSITIVE_INFINITY,
      routers: [],
      cancelTimer: () => {},
      life: {
        proxy: proxies.length,
        version: cluster.id,
        node: node?.id ?? null,
        startedAtSeconds: loop.nowSeconds,
        healthyAtSeconds: null,
        drainingAtSeconds: null,
        diedAtSeconds: null,
        leftLoadBalancerAtSeconds: null,
        goneAtSeconds: null,
        requests: 0,
        lostRequests: 0,
      },
    };
    proxies.push(proxy);
    cluster.proxies.push(proxy);
    if (node !== null) cluster.fleet.noteProxy(node, { isThere: true });
    return proxy;
  }

  #start(cluster: ClusterWorld, node: FleetNode | null): void {
    const { loop, streams } = this.#world;
    const proxy = this.#create(cluster, node);
    this.#log(proxy, "proxy-starting", "starts");
    const seconds = sample(settingsOf(cluster).startSeconds, streams.stream(`proxy/${proxy.id}`));
    proxy.cancelTimer = loop.at(loop.nowSeconds + seconds, ranks.nodes, () => {
      this.#open(proxy);
      this.#log(proxy, "proxy-healthy", "takes requests");
      this.#world.requestReview();
    });
  }

  /** It gets requests: the load balancer checks a new target at once (Elastic Load Balancing: one check must pass). */
  #open(proxy: ProxyWorld): void {
    proxy.cancelTimer();
    proxy.state = "healthy";
    proxy.life.healthyAtSeconds ??= this.#world.loop.nowSeconds;
    proxy.life.drainingAtSeconds = null;
    proxy.life.leftLoadBalancerAtSeconds = null;
    proxy.cluster.targets?.register(proxy.id);
  }

  #drain(proxy: ProxyWorld): void {
    const { loop } = this.#world;
    proxy.state = "draining";
    proxy.life.drainingAtSeconds = loop.nowSeconds;
    this.#leaveLoadBalancer(proxy);
    this.#log(proxy, "proxy-draining", "drains");
    this.#checkDrainedAt(proxy, loop.nowSeconds + settingsOf(proxy.cluster).minDrainingSeconds);
  }

  #checkDrainedAt(proxy: ProxyWorld, seconds: number): void {
    proxy.cancelTimer = this.#world.loop.at(seconds, ranks.nodes, () => {
      // It is the controller that asks.
      if (proxy.cluster.hasControl && this.#countRequests(proxy) === 0) this.#remove(proxy, "has drained");
      else this.#checkDrainedAt(proxy, seconds + drainCheckSeconds);
    });
  }

  #remove(proxy: ProxyWorld, what: string): void {
    const { cluster, node } = proxy;
    proxy.cancelTimer();
    this.#leaveLoadBalancer(proxy);
    proxy.life.lostRequests += this.#countRequests(proxy);
    this.#closeRouters(proxy);
    proxy.state = "gone";
    proxy.life.goneAtSeconds = this.#world.loop.nowSeconds;
    cluster.proxies.splice(cluster.proxies.indexOf(proxy), 1);
    if (node !== null) cluster.fleet.noteProxy(node, { isThere: false });
    this.#log(proxy, "proxy-gone", what);
    this.#world.requestReview();
  }

  #leaveLoadBalancer({ id, cluster, life }: ProxyWorld): void {
    cluster.targets?.deregister(id);
    if (life.healthyAtSeconds !== null) life.leftLoadBalancerAtSeconds ??= this.#world.loop.nowSeconds;
  }

  #addRouter(proxy: ProxyWorld, router: PathRouter): PathRouter {
    const { path, streams } = this.#world;
    const { cluster, node } = proxy;
    const zone = node === null ? (cluster.definition.zones[0] ?? null) : node.zone;
    const own = path.addProxyRouter(router, {
      home: { node: node?.id ?? -1, zone: zoneNumber(cluster, zone) },
      place: this.#placeOf(proxy),
      random: streams.stream(`routing/${proxy.id}/${router}`),
    });
    proxy.routers[router] = own;
    return own;
  }

  /** Head nodes are numbered below 0: no other node is. */
  #placeOf({ cluster, node }: ProxyWorld): ProcessPlace {
    if (node !== null) return { node: node.id, cpus: node.group.instanceType.cpus };
    return {
      node: -1 - this.#world.clusters.indexOf(cluster),
      cpus: cluster.definition.headNode?.instanceType.cpus,
    };
  }

  /** What came through it and is not answered yet. */
  #countRequests({ routers }: ProxyWorld): number {
    const { path } = this.#world;
    return routers.reduce((sum, router) => sum + (path.routers[router]?.inSystemCount ?? 0), 0);
  }

  #closeRouters({ routers }: ProxyWorld): void {
    // Called twice for one that has died and is then given up. Places without a router are skipped.
    routers.splice(0).forEach((router) => {
      this.#world.path.removeProxyRouter(router, failureCode.proxyDied);
    });
  }

  #log({ id, cluster, node }: ProxyWorld, kind: string, what: string): void {
    this.#world.log({
      kind,
      message: `${cluster.id}: proxy ${id} on ${node === null ? "the head node" : `node ${node.id}`} ${what}`,
      version: cluster.id,
      ...(node === null ? {} : { node: node.id }),
    });
  }
}

function settingsOf({ definition, id }: ClusterWorld): ProxySettings {
  const { proxies } = definition;
  if (proxies === undefined) throw new Error(`the cluster of ${id} has no proxies`);
  return proxies;
}

/** The nth check after a moment, where checks come every period from a first one on. */
function nthCheckAfter(seconds: number, firstSeconds: number, periodSeconds: number, count: number): number {
  const passed = Math.floor((seconds - firstSeconds) / periodSeconds);
  return firstSeconds + (passed + count) * periodSeconds;
}
