import { sample } from "../../engine/sample.ts";
import { failureCode } from "../../serve/path/failureReasons.ts";
import { beginStartUps } from "../replicas/beginStartUps.ts";
import type { ReplicaLifecycle } from "../replicas/ReplicaLifecycle.ts";
import { type ClusterWorld, isEnding } from "../world/ClusterWorld.ts";
import { deploymentsOn } from "../world/deploymentsOn.ts";
import { ranks } from "../world/ranks.ts";
import type { World } from "../world/World.ts";
import { beginDeploymentStatus } from "./noteDeploymentEvent.ts";
import type { ProxyLifecycle } from "./ProxyLifecycle.ts";

/** The head nodes of clusters: they boot, die, and are replaced. */
export class HeadNodes {
  readonly #world: World;
  readonly #replicas: ReplicaLifecycle;
  readonly #proxies: ProxyLifecycle;

  constructor(world: World, replicas: ReplicaLifecycle, proxies: ProxyLifecycle) {
    this.#world = world;
    this.#replicas = replicas;
    this.#proxies = proxies;
  }

  /** Boots the head node, where there is one; workers and replicas follow once it is up. */
  boot(cluster: ClusterWorld): void {
    const { loop, streams } = this.#world;
    const { headNode } = cluster.definition;
    const { headDeaths } = cluster;
    cluster.headSinceSeconds ??= loop.nowSeconds;
    if (headNode === null) {
      this.#open(cluster);
      return;
    }
    const random = streams.stream(`boot-head/${cluster.id}/${headDeaths}`);
    loop.at(loop.nowSeconds + sample(headNode.bootSeconds, random), ranks.nodes, () => {
      // One that dies while it boots never comes up; the next one does.
      if (isEnding(cluster) || cluster.headDeaths !== headDeaths) return;
      this.#open(cluster);
      this.#world.log({
        kind: "head-node-ready",
        message: `${cluster.id}: the head node is up`,
        version: cluster.id,
      });
    });
  }

  /**
   * anyscale-service-api.txt: with GCS external storage the service continues to serve when the head node goes down;
   * without it the entire cluster is restarted. Returns false for a cluster that has none, or is being terminated.
   */
  kill(cluster: ClusterWorld): boolean {
    if (isEnding(cluster) || cluster.headSinceSeconds === null || cluster.definition.headNode === null)
      return false;
    cluster.headDeaths++;
    cluster.hasControl = false;
    this.#world.log({
      kind: "head-node-died",
      message: `${cluster.id}: the head node died`,
      version: cluster.id,
    });
    this.#proxies.loseNode(cluster, null);
    if (!cluster.definition.gcsExternalStorage) {
      cluster.isServing = false;
      for (const deployment of deploymentsOn(cluster)) {
        this.#world.path.failWaiting(deployment.router, failureCode.unavailable);
        beginStartUps(deployment, { isSameCode: false });
        if (deployment.version.wasReady) deployment.unhealthySinceSeconds ??= this.#world.loop.nowSeconds;
      }
      for (const version of cluster.versions) {
        this.#replicas.removeAll(version, {
          reason: "is lost: the cluster restarts",
          failureCode: failureCode.replicaDied,
        });
      }
      this.#proxies.removeAll(cluster);
      cluster.fleet.releaseAll();
    }
    this.boot(cluster);
    this.#world.requestReview();
    return true;
  }

  #open(cluster: ClusterWorld): void {
    cluster.hasControl = true;
    cluster.isServing = true;
    cluster.fleet.open();
    for (const deployment of deploymentsOn(cluster)) beginDeploymentStatus(this.#world, deployment);
    this.#world.requestReview();
  }
}
