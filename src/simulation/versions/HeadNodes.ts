import { sample } from "../../engine/sample.ts";
import { failureCode } from "../../serve/path/failureReasons.ts";
import { beginStartUps } from "../replicas/beginStartUps.ts";
import type { ReplicaLifecycle } from "../replicas/ReplicaLifecycle.ts";
import { ranks } from "../world/ranks.ts";
import type { VersionWorld, World } from "../world/World.ts";
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

  /** Boots the head node; workers and replicas follow once it is up. */
  boot(version: VersionWorld): void {
    const { loop, streams } = this.#world;
    const { headNode } = version.definition.cluster;
    const { headDeaths } = version;
    version.headSinceSeconds ??= loop.nowSeconds;
    const random = streams.stream(`boot-head/${version.id}/${headDeaths}`);
    loop.at(loop.nowSeconds + sample(headNode.bootSeconds, random), ranks.nodes, () => {
      // One that dies while it boots never comes up; the next one does.
      if (version.isTerminating || version.isGone || version.headDeaths !== headDeaths) return;
      version.hasControl = true;
      version.isServing = true;
      version.fleet.open();
      for (const deployment of version.deployments) beginDeploymentStatus(this.#world, deployment);
      this.#world.log({
        kind: "head-node-ready",
        message: `${version.id}: the head node is up`,
        version: version.id,
      });
      this.#world.requestReview();
    });
  }

  /**
   * anyscale-service-api.txt: with GCS external storage the service continues to serve when the head node goes down;
   * without it the entire cluster is restarted. Returns false for a version whose cluster is being terminated.
   */
  kill(version: VersionWorld): boolean {
    if (version.isGone || version.isTerminating || version.headSinceSeconds === null) return false;
    version.headDeaths++;
    version.hasControl = false;
    this.#world.log({
      kind: "head-node-died",
      message: `${version.id}: the head node died`,
      version: version.id,
    });
    this.#proxies.loseNode(version, null);
    if (!version.definition.cluster.gcsExternalStorage) {
      version.isServing = false;
      for (const deployment of version.deployments) {
        this.#world.path.failWaiting(deployment.router, failureCode.unavailable);
        beginStartUps(deployment, { isSameCode: false });
        if (version.wasReady) deployment.unhealthySinceSeconds ??= this.#world.loop.nowSeconds;
      }
      this.#replicas.removeAll(version, {
        reason: "is lost: the cluster restarts",
        failureCode: failureCode.replicaDied,
      });
      this.#proxies.removeAll(version);
      version.fleet.releaseAll();
    }
    this.boot(version);
    this.#world.requestReview();
    return true;
  }
}
