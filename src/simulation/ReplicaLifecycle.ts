import { sample } from "../engine/sample.ts";
import { chooseReplicasToStop } from "../serve/chooseReplicasToStop.ts";
import { countToStop } from "../serve/countToStop.ts";
import { failureCode } from "../serve/failureReasons.ts";
import { workStyleOf } from "../serve/replica/workStyleOf.ts";
import { nextHealthCheckSeconds } from "./nextHealthCheckSeconds.ts";
import { replicaSpeed } from "./ReplicaHurts.ts";
import { ranks } from "./ranks.ts";
import type { DeploymentWorld, ReplicaWorld, VersionWorld, World } from "./World.ts";

/** Ray Serve's pauses between replicas that fail in their constructor: doubled each time, up to the longest. */
export const firstBackoffSeconds = 1;
const longestBackoffSeconds = 64;

/**
 * The life of replicas: requested until a node has room, starting, running, draining, gone. `reconcile` brings their
 * number to the target; the rest happens to them.
 */
export class ReplicaLifecycle {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Requests and stops replicas until the deployment is on its way to its target. */
  reconcile(deployment: DeploymentWorld): void {
    const { version } = deployment;
    if (!version.hasControl) return;
    const target = version.isTerminating ? 0 : deployment.targetReplicas;
    const present = deployment.replicas.filter((replica) => replica.state !== "draining");
    const surplus = present.length + deployment.unnoticedDeaths - target;
    if (surplus > 0) for (const replica of this.#stoppable(present, surplus)) this.stop(replica);
    else this.#replaceOldCode(deployment, target);
    if (version.failure !== null || version.isTerminating) return;
    if (this.#world.loop.nowSeconds < deployment.retryAtSeconds) return;
    // What still stops counts: it holds its GPU, and the surge bounds what is held (docs/decisions/simulation.md).
    const missing = target - deployment.replicas.length - deployment.unnoticedDeaths;
    for (let i = 0; i < missing; i++) this.#request(deployment);
  }

  /** Gives requested replicas room, and asks for nodes for those that find none. */
  place(version: VersionWorld): void {
    if (!version.hasControl || version.isTerminating) return;
    const waiting: ReplicaWorld[] = [];
    for (const deployment of version.deployments) {
      for (const replica of deployment.replicas) {
        if (replica.state !== "requested") continue;
        const node = version.fleet.place(replica.need);
        if (node === null) waiting.push(replica);
        else this.#start(replica, node);
      }
    }
    version.fleet.provide(waiting.map((replica) => replica.need));
  }

  /** A replica of the version that runs at the start, on a node that is there. */
  addRunning(deployment: DeploymentWorld, node: NonNullable<ReplicaWorld["node"]>): void {
    const replica = this.#request(deployment);
    replica.state = "starting";
    replica.node = node;
    replica.life.node = node.id;
    replica.life.placedAtSeconds = this.#world.loop.nowSeconds;
    this.#run(replica);
  }

  /** Takes a replica out of service: at once if it does not run yet, gracefully otherwise. */
  stop(replica: ReplicaWorld): void {
    const { loop, path } = this.#world;
    switch (replica.state) {
      case "requested":
      case "starting":
        this.#leave(replica, "stopped before it ran");
        return;
      case "running": {
        const { gracefulShutdownTimeoutSeconds } = replica.deployment.definition;
        replica.state = "draining";
        replica.drainingSinceSeconds = loop.nowSeconds;
        replica.life.drainingAtSeconds = loop.nowSeconds;
        this.#log("replica-draining", replica, "drains");
        replica.cancelTimer = loop.at(
          loop.nowSeconds + gracefulShutdownTimeoutSeconds,
          ranks.replicas,
          () => {
            path.removeReplica(replica.hot, failureCode.shutdown);
            this.#leave(replica, "was killed: its graceful shutdown timed out");
          },
        );
        path.stopAccepting(replica.hot);
        if ((path.replicas.ongoing[replica.hot] as number) === 0) this.onIdle(replica);
        this.#world.requestReview();
        return;
      }
      case "draining":
      case "gone":
        return;
    }
  }

  /** A draining replica has served its last request. Ray Serve looks every `graceful_shutdown_wait_loop_s`. */
  onIdle(replica: ReplicaWorld): void {
    if (replica.state !== "draining") return;
    const { loop, path } = this.#world;
    const { gracefulShutdownWaitLoopSeconds, gracefulShutdownTimeoutSeconds } = replica.deployment.definition;
    const drained = loop.nowSeconds - replica.drainingSinceSeconds;
    const looks =
      gracefulShutdownWaitLoopSeconds > 0 ? Math.ceil(drained / gracefulShutdownWaitLoopSeconds) : 0;
    const lookSeconds = Math.min(
      Math.max(looks, 1) * gracefulShutdownWaitLoopSeconds,
      gracefulShutdownTimeoutSeconds,
    );
    replica.cancelTimer();
    replica.cancelTimer = loop.at(
      Math.max(loop.nowSeconds, replica.drainingSinceSeconds + lookSeconds),
      ranks.replicas,
      () => {
        path.removeReplica(replica.hot, failureCode.shutdown);
        this.#leave(replica, "drained");
      },
    );
  }

  /** The replica dies: what it serves is lost, and nobody knows until the next health check. */
  crash(replica: ReplicaWorld, reason: string): void {
    if (replica.state === "gone") return;
    const { loop, path } = this.#world;
    const wasServing = replica.state === "running";
    if (replica.hot >= 0) path.removeReplica(replica.hot, failureCode.replicaDied);
    const { deployment } = replica;
    const isMissed = replica.state !== "draining" && replica.state !== "requested";
    this.#world.replicasCrashed++;
    this.#leave(replica, reason);
    if (!isMissed) return;
    if (!wasServing) {
      this.#markUnhealthy(deployment);
      return;
    }
    deployment.unnoticedDeaths++;
    loop.at(nextHealthCheckSeconds(replica, loop.nowSeconds), ranks.replicas, () => {
      deployment.unnoticedDeaths--;
      this.#markUnhealthy(deployment);
    });
  }

  /** Its health checks have failed too often: it is stopped and replaced. */
  replaceUnhealthy(replica: ReplicaWorld): void {
    this.#markUnhealthy(replica.deployment);
    this.stop(replica);
  }

  /** Every replica of the version is gone at once (its cluster restarts or is terminated). */
  removeAll(version: VersionWorld, options: { readonly reason: string; readonly failureCode: number }): void {
    for (const deployment of version.deployments) {
      for (const replica of [...deployment.replicas]) {
        if (replica.hot >= 0) this.#world.path.removeReplica(replica.hot, options.failureCode);
        this.#leave(replica, options.reason);
      }
    }
  }

  /** A heavyweight in-place update stops old replicas by fifths of the target. */
  #replaceOldCode(deployment: DeploymentWorld, targetReplicas: number): void {
    const isOld = (replica: ReplicaWorld) => replica.generation < deployment.generation;
    const old = deployment.replicas.filter((replica) => isOld(replica) && replica.state !== "draining");
    if (old.length === 0) return;
    const count = countToStop({
      targetReplicas,
      oldRunning: old.length,
      oldStopping: deployment.replicas.filter((replica) => isOld(replica) && replica.state === "draining")
        .length,
      newRunning: deployment.replicas.filter((replica) => !isOld(replica) && replica.state === "running")
        .length,
    });
    for (const replica of this.#stoppable(old, count)) this.stop(replica);
  }

  #stoppable(replicas: readonly ReplicaWorld[], count: number): ReplicaWorld[] {
    const choices = replicas.map((replica) => ({
      replica,
      id: replica.id,
      state: replica.state as "requested" | "starting" | "running",
      replicasOnNode: replica.node?.replicaCount ?? 0,
    }));
    return chooseReplicasToStop(choices, count).map(({ replica }) => replica);
  }

  #request(deployment: DeploymentWorld): ReplicaWorld {
    const { loop, replicas } = this.#world;
    const { definition, version } = deployment;
    const id = replicas.length;
    const replica: ReplicaWorld = {
      id,
      deployment,
      generation: deployment.generation,
      need: {
        milliCpus: Math.round(definition.resources.cpus * 1000),
        milliGpus: Math.round(definition.resources.gpus * 1000),
      },
      state: "requested",
      node: null,
      hot: -1,
      hurts: { slowFactors: [], hangs: 0, failing: [], failedChecks: 0, isChecked: false },
      drainingSinceSeconds: 0,
      cancelTimer: () => {},
      life: {
        replica: id,
        version: version.id,
        deployment: definition.name,
        cpus: definition.resources.cpus,
        gpus: definition.resources.gpus,
        requestedAtSeconds: loop.nowSeconds,
        node: null,
        placedAtSeconds: null,
        runningAtSeconds: null,
        drainingAtSeconds: null,
        goneAtSeconds: null,
      },
    };
    replicas.push(replica);
    deployment.replicas.push(replica);
    this.#world.requestReview();
    return replica;
  }

  #start(replica: ReplicaWorld, node: NonNullable<ReplicaWorld["node"]>): void {
    const { loop, streams } = this.#world;
    const { deployment } = replica;
    const { version, definition } = deployment;
    replica.state = "starting";
    replica.node = node;
    replica.life.node = node.id;
    replica.life.placedAtSeconds = loop.nowSeconds;
    this.#world.noteHolding();
    const ordinal = ++deployment.startedReplicas;
    this.#log("replica-starting", replica, `starts on node ${node.id}`);
    const fault = version.startUpFaults.find(
      (each) => each.deployment === null || each.deployment === definition.name,
    );
    if (fault?.mode === "hangs") return;
    const random = streams.stream(`start-up/${version.id}/${definition.name}/${ordinal}`);
    const slowdown = version.startUpSlowdowns
      .filter((each) => each.deployment === null || each.deployment === definition.name)
      .reduce((product, { factor }) => product * factor, 1);
    const readySeconds = loop.nowSeconds + slowdown * sample(definition.startUpSeconds, random);
    replica.cancelTimer = loop.at(readySeconds, ranks.replicas, () => {
      if (fault?.mode === "crashes") this.#failConstructor(replica);
      else this.#run(replica);
    });
  }

  #run(replica: ReplicaWorld): void {
    const { loop, path } = this.#world;
    const { deployment } = replica;
    const { definition, version } = deployment;
    replica.state = "running";
    replica.life.runningAtSeconds = loop.nowSeconds;
    deployment.constructorFailures = 0;
    deployment.backoffSeconds = firstBackoffSeconds;
    replica.hot = path.addReplica({
      router: deployment.router,
      maxOngoing: definition.maxOngoingRequests,
      slowdown: definition.slowdownPerOngoingRequest,
      style: workStyleOf(definition),
      multiplexing: definition.multiplexing ?? null,
      speed: replicaSpeed(replica),
      owner: replica.id,
      ...(replica.node === null ? {} : { node: replica.node.id }),
    });
    this.#world.noteHolding();
    this.#log("replica-running", replica, "runs");
    this.#world.requestReview();
    for (const watch of version.runningWatches) {
      if (watch.deployment === null || watch.deployment === definition.name) watch.effect(replica.id);
    }
  }

  /** ray-serve.md: min(3 × target replicas, 20) failures in total with none running → DEPLOY_FAILED; else it tries on. */
  #failConstructor(replica: ReplicaWorld): void {
    const { deployment } = replica;
    deployment.constructorFailures++;
    this.#world.replicasCrashed++;
    this.#leave(replica, "failed in its constructor");
    const limit = Math.min(3 * deployment.targetReplicas, 20);
    const isAnyRunning = deployment.replicas.some((other) => other.state === "running");
    if (deployment.constructorFailures < limit) return;
    if (!isAnyRunning) {
      deployment.version.failure = `deployment ${deployment.definition.name} failed to deploy: its replicas fail in their constructor`;
      return;
    }
    const { loop } = this.#world;
    deployment.retryAtSeconds = loop.nowSeconds + deployment.backoffSeconds;
    deployment.backoffSeconds = Math.min(2 * deployment.backoffSeconds, longestBackoffSeconds);
    loop.at(deployment.retryAtSeconds, ranks.replicas, () => this.#world.requestReview());
  }

  #leave(replica: ReplicaWorld, what: string): void {
    const { deployment } = replica;
    replica.cancelTimer();
    replica.state = "gone";
    replica.life.goneAtSeconds = this.#world.loop.nowSeconds;
    deployment.replicas = deployment.replicas.filter((other) => other !== replica);
    if (replica.node !== null) deployment.version.fleet.free(replica.node, replica.need);
    this.#world.noteHolding();
    this.#log("replica-gone", replica, what);
    this.#world.requestReview();
  }

  #markUnhealthy(deployment: DeploymentWorld): void {
    deployment.unhealthySinceSeconds ??= this.#world.loop.nowSeconds;
    this.#world.requestReview();
  }

  #log(kind: string, replica: ReplicaWorld, what: string): void {
    const { definition, version } = replica.deployment;
    this.#world.log({
      kind,
      message: `${version.id} ${definition.name}: replica ${replica.id} ${what}`,
      version: version.id,
      deployment: definition.name,
      replica: replica.id,
      ...(replica.node === null ? {} : { node: replica.node.id }),
    });
  }
}
