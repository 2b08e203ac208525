import { chooseReplicasToStop } from "../serve/chooseReplicasToStop.ts";
import { countToStop } from "../serve/countToStop.ts";
import { failureCode } from "../serve/failureReasons.ts";
import { HealthChecks } from "./HealthChecks.ts";
import { leaveDeployment } from "./leaveDeployment.ts";
import { markUnhealthy } from "./markUnhealthy.ts";
import { ReplicaDrains } from "./ReplicaDrains.ts";
import { ReplicaMigrations } from "./ReplicaMigrations.ts";
import { ReplicaStartUps } from "./ReplicaStartUps.ts";
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

  constructor(world: World) {
    this.#world = world;
    this.#startUps = new ReplicaStartUps(world);
    this.#drains = new ReplicaDrains(world);
    this.#migrations = new ReplicaMigrations(world, this.#drains);
    this.checks = new HealthChecks(world, this.#drains);
  }

  /** Requests and stops replicas until the deployment is on its way to its target. */
  reconcile(deployment: DeploymentWorld): void {
    const { version } = deployment;
    if (!version.hasControl) return;
    const target = version.isTerminating ? 0 : deployment.targetReplicas;
    this.#migrations.finish(deployment, target);
    // Of one that is moved, its replacement counts, from the request on: it stops when enough others run.
    const counted = deployment.replicas.filter(({ migration }) => migration === null);
    const present = counted.filter((replica) => replica.state !== "draining");
    const surplus = present.length + deployment.unnoticedDeaths - target;
    if (surplus > 0) for (const replica of this.#stoppable(present, surplus)) this.stop(replica);
    else this.#replaceOldCode(deployment, target);
    if (version.failure !== null || version.isTerminating) return;
    if (this.#world.loop.nowSeconds < deployment.retryAtSeconds) return;
    // What still stops counts: it holds its GPU, and the surge bounds what is held (docs/decisions/simulation.md).
    const missing = target - counted.length - deployment.unnoticedDeaths;
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
    else markUnhealthy(this.#world, replica.deployment);
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
