import { sample } from "../engine/sample.ts";
import { controlLoopSeconds } from "../serve/controlLoopSeconds.ts";
import { workStyleOf } from "../serve/replica/workStyleOf.ts";
import { leaveDeployment } from "./leaveDeployment.ts";
import { logReplica } from "./logReplica.ts";
import { markUnhealthy } from "./markUnhealthy.ts";
import { ranks } from "./ranks.ts";
import { replicaNeed } from "./replicaNeed.ts";
import { replicaSpeed } from "./replicaSpeed.ts";
import { startUpLimits } from "./startUpLimits.ts";
import type { DeploymentWorld, ReplicaWorld, World } from "./World.ts";
import { zoneNumber } from "./zoneNumber.ts";

/** The beginning of replicas: requested, placed on a node, constructed, running; or failed in the constructor. */
export class ReplicaStartUps {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** A replica that waits for room on a node. */
  request(deployment: DeploymentWorld): ReplicaWorld {
    const { loop, replicas } = this.#world;
    const { definition, version } = deployment;
    const id = replicas.length;
    const replica: ReplicaWorld = {
      id,
      deployment,
      generation: deployment.generation,
      need: replicaNeed(definition),
      state: "requested",
      node: null,
      hot: -1,
      hurts: { slowFactors: [], hangs: 0, failing: [] },
      checks: {
        ordinal: ++deployment.requestedReplicas,
        random: null,
        lastSeconds: null,
        nextSeconds: null,
        isWatched: false,
        isAwaited: false,
        failed: 0,
        cancel: () => {},
      },
      drainingSinceSeconds: 0,
      migration: null,
      cancelTimer: () => {},
      life: {
        replica: id,
        version: version.id,
        deployment: definition.name,
        cpus: definition.resources.cpus,
        gpus: definition.resources.gpus,
        resources: definition.resources.custom ?? {},
        maxReplicasPerNode: definition.maxReplicasPerNode ?? null,
        requestedAtSeconds: loop.nowSeconds,
        node: null,
        placedAtSeconds: null,
        runningAtSeconds: null,
        migrations: [],
        drainingAtSeconds: null,
        goneAtSeconds: null,
      },
    };
    replicas.push(replica);
    deployment.replicas.push(replica);
    this.#world.requestReview();
    return replica;
  }

  /** A replica of the version that runs at the start, on a node that is there. */
  addRunning(deployment: DeploymentWorld, node: NonNullable<ReplicaWorld["node"]>): void {
    const replica = this.request(deployment);
    replica.state = "starting";
    replica.node = node;
    replica.life.node = node.id;
    replica.life.placedAtSeconds = this.#world.loop.nowSeconds;
    this.#run(replica);
  }

  /** A requested replica has found room: its constructor runs. */
  start(replica: ReplicaWorld, node: NonNullable<ReplicaWorld["node"]>): void {
    const { loop, streams } = this.#world;
    const { deployment } = replica;
    const { version, definition } = deployment;
    replica.state = "starting";
    replica.node = node;
    replica.life.node = node.id;
    replica.life.placedAtSeconds = loop.nowSeconds;
    this.#world.noteHolding();
    const ordinal = ++deployment.startedReplicas;
    logReplica(this.#world, replica, "replica-starting", `starts on node ${node.id}`);
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
    replica.hot = path.addReplica({
      router: deployment.router,
      maxOngoing: definition.maxOngoingRequests,
      slowdown: definition.slowdownPerOngoingRequest,
      style: workStyleOf(definition),
      multiplexing: definition.multiplexing ?? null,
      speed: replicaSpeed(replica),
      owner: replica.id,
      ...(replica.node === null
        ? {}
        : { node: replica.node.id, zone: zoneNumber(version, replica.node.zone) }),
    });
    this.#world.noteHolding();
    logReplica(this.#world, replica, "replica-running", "runs");
    this.#world.requestReview();
    for (const watch of version.runningWatches) {
      if (watch.deployment === null || watch.deployment === definition.name) watch.effect(replica.id);
    }
  }

  /** A replica that started is gone: it failed in its constructor, or what it started on is lost. */
  noteFailure(deployment: DeploymentWorld): void {
    const { loop } = this.#world;
    const { startUpBudget, replicas, generation } = deployment;
    const limits = startUpLimits(deployment);
    startUpBudget.noteFailure(limits);
    const isAnyRunning = replicas.some(
      (other) => other.state === "running" && other.generation === generation,
    );
    if (startUpBudget.isFailing(limits) && !isAnyRunning) markUnhealthy(this.#world, deployment);
    deployment.retryAtSeconds = loop.nowSeconds + controlLoopSeconds;
    loop.at(deployment.retryAtSeconds, ranks.replicas, () => this.#world.requestReview());
  }

  #failConstructor(replica: ReplicaWorld): void {
    this.#world.replicasCrashed++;
    leaveDeployment(this.#world, replica, "failed in its constructor");
    this.noteFailure(replica.deployment);
  }
}
