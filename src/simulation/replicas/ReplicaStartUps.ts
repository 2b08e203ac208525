import type { NodeShare } from "../../cluster/nodes/NodeShare.ts";
import { restartPauseSeconds } from "../../cluster/pods/restartPauseSeconds.ts";
import { sample } from "../../engine/sample.ts";
import { controlLoopSeconds } from "../../serve/controller/controlLoopSeconds.ts";
import type { GangSettings } from "../../serve/Deployment.ts";
import { notOnPath } from "../../serve/path/PathReplica.ts";
import { workStyleOf } from "../../serve/replica/workStyleOf.ts";
import type { ReplicaShare } from "../result/ReplicaLife.ts";
import { runsPods } from "../world/ClusterWorld.ts";
import type { GangWorld } from "../world/GangWorld.ts";
import { leaveDeployment } from "../world/leaveDeployment.ts";
import { logReplica } from "../world/logReplica.ts";
import { ranks } from "../world/ranks.ts";
import type { DeploymentWorld, ReplicaWorld, World } from "../world/World.ts";
import { zoneNumber } from "../world/zoneNumber.ts";
import { markUnhealthy } from "./markUnhealthy.ts";
import { replicaSpeed } from "./replicaSpeed.ts";
import { startUpLimits } from "./startUpLimits.ts";
import { stopGang } from "./stopGang.ts";

/** The beginning of replicas: requested, placed on a node, constructed, running; or failed in the constructor. */
export class ReplicaStartUps {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** A gang that waits for room, all of it at once. */
  requestGang(deployment: DeploymentWorld, { size, strategy }: GangSettings): readonly ReplicaWorld[] {
    const gang: GangWorld = {
      id: this.#world.replicas.length,
      size,
      strategy,
      members: [],
      unnoticedDeaths: new Set(),
    };
    for (let rank = 0; rank < size; rank++) gang.members.push(this.request(deployment, gang));
    return [...gang.members];
  }

  /** A replica that waits for room on a node. */
  request(deployment: DeploymentWorld, gang: GangWorld | null = null): ReplicaWorld {
    const { loop, replicas } = this.#world;
    const { definition, version } = deployment;
    const id = replicas.length;
    const replica: ReplicaWorld = {
      id,
      deployment,
      generation: deployment.generation,
      need: deployment.need,
      group: deployment.group,
      gang,
      state: "requested",
      node: null,
      shares: [],
      pathReplica: notOnPath,
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
      move: null,
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
        ...(gang === null ? {} : { gang: gang.id }),
      },
    };
    replicas.push(replica);
    deployment.replicas.add(replica);
    this.#world.requestReview();
    return replica;
  }

  /** A requested replica of a version that runs at the start runs already. */
  runAtOnce(replica: ReplicaWorld, shares: readonly NodeShare[]): void {
    this.#place(replica, shares);
    this.#run(replica);
  }

  /** A requested replica has found room: its constructor runs. */
  start(replica: ReplicaWorld, shares: readonly NodeShare[]): void {
    this.#place(replica, shares);
    this.#world.noteHolding();
    logReplica(this.#world, replica, "replica-starting", `starts on ${describeNodes(shares)}`);
    this.#construct(replica, 0);
  }

  /** @param failures how often its constructor has failed where it is */
  #construct(replica: ReplicaWorld, failures: number): void {
    const { loop, streams } = this.#world;
    const { deployment } = replica;
    const { version, definition } = deployment;
    const ordinal = ++deployment.startedReplicas;
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
      if (fault?.mode !== "crashes") this.#run(replica);
      else if (runsPods(version.cluster)) this.#restart(replica, failures + 1);
      else this.#failConstructor(replica);
    });
  }

  #place(replica: ReplicaWorld, shares: readonly NodeShare[]): void {
    const [first] = shares;
    if (first === undefined) throw new Error(`replica ${replica.id} is placed on no node`);
    replica.deployment.replicas.change(replica, { state: "starting", node: first.node, shares });
    replica.life.node = first.node.id;
    replica.life.placedAtSeconds = this.#world.loop.nowSeconds;
    if (shares.length > 1) replica.life.shares = shares.map(describeShare);
  }

  #run(replica: ReplicaWorld): void {
    const { loop, path } = this.#world;
    const { deployment } = replica;
    const { definition, version } = deployment;
    deployment.replicas.change(replica, { state: "running" });
    replica.life.runningAtSeconds = loop.nowSeconds;
    replica.pathReplica = path.addReplica({
      router: deployment.router,
      maxOngoing: definition.maxOngoingRequests,
      slowdown: definition.slowdownPerOngoingRequest,
      style: workStyleOf(definition),
      multiplexing: definition.multiplexing ?? null,
      speed: replicaSpeed(replica),
      owner: replica.id,
      ...(replica.node === null
        ? {}
        : {
            node: replica.node.id,
            zone: zoneNumber(version.cluster, replica.node.zone),
            nodeCpus: replica.node.group.instanceType.cpus,
          }),
    });
    this.#world.noteHolding();
    logReplica(this.#world, replica, "replica-running", "runs");
    this.#world.requestReview();
    for (const watch of version.runningWatches) {
      if (watch.deployment === null || watch.deployment === definition.name) watch.effect(replica.id);
    }
  }

  /**
   * A replica that started is gone: it failed in its constructor, or what it started on is lost. What else there is of its
   * gang goes with it, which counts once (ray 2.60.0, `_check_startup_replicas`).
   */
  noteFailure({ deployment, gang }: ReplicaWorld): void {
    const { loop } = this.#world;
    // Kubernetes never gives a pod up.
    if (!runsPods(deployment.version.cluster)) this.#countFailure(deployment);
    deployment.retryAtSeconds = loop.nowSeconds + controlLoopSeconds;
    loop.at(deployment.retryAtSeconds, ranks.replicas, () => this.#world.requestReview());
    if (gang !== null) stopGang(this.#world, gang, "is stopped: another one of its gang failed to start");
  }

  #countFailure(deployment: DeploymentWorld): void {
    const { startUpBudget, replicas, generation } = deployment;
    const limits = startUpLimits(deployment);
    startUpBudget.noteFailure(limits);
    const isAnyRunning = replicas.runningOf(generation) > 0;
    if (startUpBudget.isFailing(limits) && !isAnyRunning) markUnhealthy(this.#world, deployment);
  }

  /** The kubelet starts it again, on the node that it keeps. */
  #restart(replica: ReplicaWorld, failures: number): void {
    const { loop } = this.#world;
    this.#world.replicasCrashed++;
    const pauseSeconds = restartPauseSeconds(failures);
    logReplica(
      this.#world,
      replica,
      "replica-restarting",
      `failed to start ${failures} times, and starts again in ${pauseSeconds} s`,
    );
    replica.cancelTimer = loop.at(loop.nowSeconds + pauseSeconds, ranks.replicas, () =>
      this.#construct(replica, failures),
    );
  }

  #failConstructor(replica: ReplicaWorld): void {
    this.#world.replicasCrashed++;
    leaveDeployment(this.#world, replica, "failed in its constructor");
    this.noteFailure(replica);
  }
}

function describeShare({ node, need }: NodeShare): ReplicaShare {
  const custom = Object.entries(need.custom ?? {}).map(([name, amount]) => [name, amount / 1000]);
  return {
    node: node.id,
    cpus: need.milliCpus / 1000,
    gpus: need.milliGpus / 1000,
    resources: Object.fromEntries(custom),
  };
}

function describeNodes(shares: readonly NodeShare[]): string {
  const ids = shares.map(({ node }) => node.id).join(", ");
  return shares.length === 1 ? `node ${ids}` : `nodes ${ids}`;
}
