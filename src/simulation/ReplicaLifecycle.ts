import { chooseReplicasToStop } from "../serve/chooseReplicasToStop.ts";
import { failureCode } from "../serve/failureReasons.ts";
import { CodeReplacement } from "./CodeReplacement.ts";
import { HealthChecks } from "./HealthChecks.ts";
import { leaveDeployment } from "./leaveDeployment.ts";
import { ReplicaDrains } from "./ReplicaDrains.ts";
import { ReplicaMigrations } from "./ReplicaMigrations.ts";
import { ReplicaStartUps } from "./ReplicaStartUps.ts";
import { startUpLimits } from "./startUpLimits.ts";
import type { DeploymentWorld, ReplicaWorld, VersionWorld, World } from "./World.ts";

/**
 * The life of replicas: requested until a node has room, starting, running, draining, gone. `reconcile` brings their
 * number to the target; the rest happens to them.
 */
export class ReplicaLifecycle {
  readonly checks: HealthChecks;
  readonly #world: World;
  readonly #startUps: ReplicaStartUps;
  readonly #drains: ReplicaDrains;
  readonly #migrations: ReplicaMigrations;
  readonly #code: CodeReplacement;

  constructor(world: World) {
    this.#world = world;
    this.#startUps = new ReplicaStartUps(world);
    this.#drains = new ReplicaDrains(world);
    this.#migrations = new ReplicaMigrations(world, this.#drains);
    this.#code = new CodeReplacement(this.#drains);
    this.checks = new HealthChecks(world, this.#drains);
  }

  /** Requests and stops replicas until the deployment is on its way to its target. */
  reconcile(deployment: DeploymentWorld): void {
    const { version, startUpBudget } = deployment;
    if (!version.hasControl) return;
    const target = version.isTerminating ? 0 : deployment.targetReplicas;
    this.#migrations.finish(deployment, target);
    this.#noteProgress(deployment);
    const hasGivenUp = startUpBudget.hasGivenUp(startUpLimits(deployment));
    // Of one that is moved, its replacement counts, from the request on: it stops when enough others run.
    const counted = deployment.replicas.filter(({ migration }) => migration === null);
    const present = counted.filter((replica) => replica.state !== "draining");
    // What still stops counts: it holds its GPU, and the surge bounds what is held (docs/decisions/simulation.md).
    const isWaiting = this.#world.scenario.replacements === "after-drain";
    const countedStopping = isWaiting ? counted.length - present.length : 0;
    let missing = target - present.length - countedStopping - deployment.unnoticedDeaths;
    if (!hasGivenUp && this.#code.isSurging(deployment, target)) {
      missing = this.#code.surge(deployment, { targetReplicas: target, countedStopping });
    } else {
      const surplus = present.length + deployment.unnoticedDeaths - target;
      if (surplus > 0) for (const replica of this.#stoppable(present, surplus)) this.stop(replica);
      else if (!hasGivenUp) this.#code.stopOld(deployment, target);
    }
    if (hasGivenUp || version.isTerminating) return;
    if (this.#world.loop.nowSeconds < deployment.retryAtSeconds) return;
    for (let i = 0; i < missing; i++) this.#startUps.request(deployment);
  }

  /** Gives requested replicas room, and asks for nodes for those that find none. */
  place(version: VersionWorld): void {
    if (!version.hasControl || version.isTerminating) return;
    const present = version.deployments.flatMap(({ replicas }) => replicas);
    const requested = present.filter(({ state }) => state === "requested");
    if (requested.length > 0) {
      const busyNodes = new Set(
        present.flatMap(({ state, node }) => (state === "running" && node !== null ? [node.id] : [])),
      );
      for (const replica of version.fleet.placement.inOrder(requested)) {
        const node = version.fleet.place(replica.need, busyNodes);
        if (node === null) continue;
        busyNodes.add(node.id);
        this.#startUps.start(replica, node);
      }
    }
    const waiting = requested.filter(({ state }) => state === "requested");
    // Room on a node that is to become empty is found before room on new ones: `Compaction` gives it up.
    if (waiting.length > 0 && version.fleet.placement.avoided !== null) return;
    version.fleet.provide(waiting.map(({ need }) => need));
  }

  /** A replica of the version that runs at the start, on a node that is there. */
  addRunning(deployment: DeploymentWorld, node: NonNullable<ReplicaWorld["node"]>): void {
    this.#startUps.addRunning(deployment, node);
  }

  /** Takes a replica out of service: at once if it does not run yet, gracefully otherwise. */
  stop(replica: ReplicaWorld): void {
    this.#drains.stop(replica);
  }

  /** Moves a replica away from its node: it stops when a replacement runs elsewhere, or when its node goes. */
  migrate(
    replica: ReplicaWorld,
    options: { readonly deadlineSeconds: number; readonly cause: string },
  ): void {
    this.#migrations.begin(replica, options);
  }

  /** A replica that was to move stays where it is. */
  cancelMigration(replica: ReplicaWorld): void {
    this.#migrations.cancel(replica);
  }

  /** A replica has served its last request. */
  onIdle(replica: ReplicaWorld): void {
    this.#drains.onIdle(replica);
  }

  /** The replica dies: what it serves is lost, and nobody knows until the next health check. */
  crash(replica: ReplicaWorld, reason: string): void {
    if (replica.state === "gone") return;
    const wasServing = replica.state === "running";
    if (replica.hot >= 0) this.#world.path.removeReplica(replica.hot, failureCode.replicaDied);
    // One that is moved has its replacement already.
    const isMissed =
      replica.state !== "draining" && replica.state !== "requested" && replica.migration === null;
    this.#world.replicasCrashed++;
    leaveDeployment(this.#world, replica, reason);
    if (!isMissed) return;
    if (wasServing) this.checks.noticeDeath(replica);
    else this.#startUps.noteFailure(replica.deployment);
  }

  /** Every replica of the version is gone at once (its cluster restarts or is terminated). */
  removeAll(version: VersionWorld, options: { readonly reason: string; readonly failureCode: number }): void {
    for (const deployment of version.deployments) {
      for (const replica of [...deployment.replicas]) {
        if (replica.hot >= 0) this.#world.path.removeReplica(replica.hot, options.failureCode);
        leaveDeployment(this.#world, replica, options.reason);
      }
    }
  }

  /** What the controller sees of a deployment's replicas decides how often more may fail to start. */
  #noteProgress({
    replicas,
    startUpBudget,
    generation,
    targetReplicas,
    unnoticedDeaths,
  }: DeploymentWorld): void {
    const running = replicas.filter((each) => each.state === "running" && each.generation === generation);
    if (running.length > 0) startUpBudget.noteRunning();
    const isWhole = running.length === replicas.length && running.length + unnoticedDeaths === targetReplicas;
    if (isWhole) startUpBudget.noteWhole();
  }

  #stoppable(replicas: readonly ReplicaWorld[], count: number): ReplicaWorld[] {
    const choices = replicas.map((replica) => ({
      replica,
      id: replica.id,
      state: replica.state as "requested" | "starting" | "running",
      node: replica.node?.id ?? null,
      runningAtSeconds: replica.life.runningAtSeconds,
    }));
    const [first] = replicas;
    if (first === undefined || count <= 0) return [];
    const nodes = runningNodes(first.deployment.version);
    return chooseReplicasToStop(choices, count, nodes).map(({ replica }) => replica);
  }
}

/** The node of each replica that runs, all deployments one after the other, the oldest first. */
function runningNodes({ deployments }: VersionWorld): number[] {
  return deployments.flatMap(({ replicas }) =>
    replicas
      .filter(({ state }) => state === "running")
      .sort((a, b) => (a.life.runningAtSeconds ?? 0) - (b.life.runningAtSeconds ?? 0) || a.id - b.id)
      .flatMap(({ node }) => (node === null ? [] : [node.id])),
  );
}
