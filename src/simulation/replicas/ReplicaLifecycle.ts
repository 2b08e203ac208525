import type { FleetNode } from "../../cluster/nodes/FleetNode.ts";
import type { NodeShare } from "../../cluster/nodes/NodeShare.ts";
import { choosePodsToStop } from "../../cluster/pods/choosePodsToStop.ts";
import { chooseReplicasToStop } from "../../serve/controller/chooseReplicasToStop.ts";
import type { GangSettings } from "../../serve/Deployment.ts";
import { failureCode } from "../../serve/path/failureReasons.ts";
import { type ClusterWorld, isEnding, runsPods } from "../world/ClusterWorld.ts";
import { deploymentsOn } from "../world/deploymentsOn.ts";
import type { GangWorld } from "../world/GangWorld.ts";
import { leaveDeployment } from "../world/leaveDeployment.ts";
import { divideUnits, type PlacementUnit } from "../world/PlacementUnit.ts";
import { replicaShares } from "../world/replicaShares.ts";
import type { DeploymentWorld, ReplicaWorld, VersionWorld, World } from "../world/World.ts";
import { CodeReplacement } from "./CodeReplacement.ts";
import { HealthChecks } from "./HealthChecks.ts";
import { placeAtStart } from "./placeAtStart.ts";
import { ReplicaDrains } from "./ReplicaDrains.ts";
import { ReplicaMoves } from "./ReplicaMoves.ts";
import { ReplicaStartUps } from "./ReplicaStartUps.ts";
import { startUpLimits } from "./startUpLimits.ts";
import { stopGang } from "./stopGang.ts";

/** Why and by when replicas leave nodes. */
interface MoveAway {
  /** Those that are to be empty. */
  readonly nodes: readonly FleetNode[];
  /** When they go; infinite where they stay. */
  readonly deadlineSeconds: number;
  readonly cause: string;
}

/**
 * The life of replicas: requested until a node has room, starting, running, draining, gone. `reconcile` brings their
 * number to the target; the rest happens to them.
 */
export class ReplicaLifecycle {
  readonly checks: HealthChecks;
  readonly #world: World;
  readonly #startUps: ReplicaStartUps;
  readonly #drains: ReplicaDrains;
  readonly #moves: ReplicaMoves;
  readonly #code: CodeReplacement;

  constructor(world: World) {
    this.#world = world;
    this.#startUps = new ReplicaStartUps(world);
    this.#drains = new ReplicaDrains(world);
    this.#moves = new ReplicaMoves(world, this.#drains);
    this.#code = new CodeReplacement(world, this.#drains);
    this.checks = new HealthChecks(world, this.#drains);
  }

  /** Requests and stops replicas until the deployment is on its way to its target. */
  reconcile(deployment: DeploymentWorld): void {
    const { version, startUpBudget } = deployment;
    const { gang } = deployment.definition;
    if (!version.cluster.hasControl) return;
    const target = version.isTerminating ? 0 : deployment.targetReplicas;
    this.#moves.finish(deployment, target);
    this.#noteProgress(deployment);
    const hasGivenUp = startUpBudget.hasGivenUp(startUpLimits(deployment));
    // Of one that is moved, its replacement counts, from the request on: it stops when enough others run.
    const { replicas } = deployment;
    const present =
      replicas.countOnce("requested") + replicas.countOnce("starting") + replicas.countOnce("running");
    // What still stops counts: it holds its GPU, and the surge bounds what is held (docs/decisions/simulation.md).
    // The ReplicaSet controller does not count them (k8s v1.36.3, `FilterActivePods`).
    const isWaiting = this.#world.scenario.replacements === "after-drain" && !runsPods(version.cluster);
    const countedStopping = isWaiting ? replicas.countOnce("draining") : 0;
    let missing = target - present - countedStopping - deployment.unnoticedDeaths;
    if (!hasGivenUp && this.#code.isSurging(deployment, target)) {
      missing = this.#code.surge(deployment, { targetReplicas: target, countedStopping });
    } else {
      const surplus = present + deployment.unnoticedDeaths - target;
      if (surplus > 0) for (const replica of this.#stoppable(deployment, surplus)) this.stop(replica);
      else if (!hasGivenUp) this.#code.stopOld(deployment, target);
    }
    if (hasGivenUp || version.isTerminating) return;
    if (this.#world.loop.nowSeconds < deployment.retryAtSeconds) return;
    if (gang !== undefined) this.#requestGangs(deployment, gang, missing);
    else for (let i = 0; i < missing; i++) this.#startUps.request(deployment);
  }

  /** Whole gangs alone, and none while replicas stop (ray 2.60.0, `_reserve_gang_placement_groups`). */
  #requestGangs(deployment: DeploymentWorld, gang: GangSettings, missing: number): void {
    if (deployment.replicas.count("draining") > 0) return;
    for (let left = missing; left >= gang.size; left -= gang.size) {
      this.#startUps.requestGang(deployment, gang);
    }
  }

  /** Gives requested replicas room, and asks for nodes for those that find none. */
  place(cluster: ClusterWorld): void {
    const { fleet } = cluster;
    if (isEnding(cluster)) fleet.endWaits();
    if (!cluster.hasControl || isEnding(cluster)) return;
    const { changes } = fleet;
    if (changes === cluster.placedAtChanges) return;
    cluster.placedAtChanges = changes;
    const waiting = () =>
      divideUnits(
        deploymentsOn(cluster).flatMap(({ replicas }) => replicas.waiting()),
        fleet.placement,
      );
    const { units, singles } = waiting();
    for (const unit of units) this.#placeUnit(cluster, unit);
    fleet.placement.beginRound();
    for (const { need, replicas } of fleet.placement.inOrder(singles)) {
      for (const replica of replicas) {
        const node = fleet.place(need);
        // Where one has no room, its equals have none.
        if (node === null) break;
        this.#startUps.start(replica, [{ node, need }]);
      }
    }
    const left = waiting();
    // Room on a node that is to become empty is found before room on new ones: `Compaction` gives it up.
    if (left.singles.length + left.units.length > 0 && fleet.placement.avoided !== null) return;
    fleet.provide(
      left.singles,
      left.units.map(({ group }) => group),
    );
  }

  #placeUnit({ fleet }: ClusterWorld, { replicas, group }: PlacementUnit): void {
    const nodes = fleet.placeGroup(group);
    if (nodes === null) return;
    for (const { replica, shares } of unitShares(replicas, nodes)) {
      for (const share of shares) fleet.hold(share);
      this.#startUps.start(replica, shares);
    }
  }

  /** Replicas of a version that runs at the start: as many as are wanted of its deployments and find room. */
  addRunning(version: VersionWorld): void {
    for (const { deployment, shares } of placeAtStart(version)) {
      const { gang } = deployment.definition;
      const replicas =
        gang === undefined
          ? [this.#startUps.request(deployment)]
          : this.#startUps.requestGang(deployment, gang);
      for (const [rank, replica] of replicas.entries()) {
        this.#startUps.runAtOnce(replica, shares[rank] ?? []);
      }
    }
  }

  /** Takes a replica out of service: at once if it does not run yet, gracefully otherwise. */
  stop(replica: ReplicaWorld): void {
    this.#drains.stop(replica);
  }

  /** Moves a replica away from nodes that go: it stops when a replacement runs elsewhere, or when its node goes. */
  moveAway(replica: ReplicaWorld, options: MoveAway): void {
    const { gang } = replica;
    if (gang === null) this.#moves.begin(replica, options);
    else this.#moveGang(gang, options);
  }

  /**
   * A gang moves as one (ray 2.60.0, `migrate_replicas_on_draining_nodes`); one that has not all begun to run is stopped, as
   * what starts would be, and the others then for want of it. Only those on a node that goes have its deadline (ray 2.60.0,
   * `_group_effective_deadline`): the nodes of the others stay, and they may drain longer.
   */
  #moveGang(gang: GangWorld, { nodes, deadlineSeconds, cause }: MoveAway): void {
    if (gang.members.some(({ state }) => state === "starting")) {
      stopGang(this.#world, gang, `is stopped before its gang ran: ${cause}`);
      return;
    }
    for (const member of gang.members) {
      const goes = member.node !== null && nodes.includes(member.node);
      const ownDeadlineSeconds = goes ? deadlineSeconds : Number.POSITIVE_INFINITY;
      const isMoving = member.move !== null && member.move.deadlineSeconds <= ownDeadlineSeconds;
      if (!isMoving) this.#moves.begin(member, { deadlineSeconds: ownDeadlineSeconds, cause });
    }
  }

  /** A replica that was to move stays where it is. */
  cancelMove(replica: ReplicaWorld): void {
    this.#moves.cancel(replica);
  }

  /** The replica dies: what it serves is lost, and nobody knows until the next health check. */
  crash(replica: ReplicaWorld, reason: string): void {
    if (replica.state === "gone") return;
    const wasServing = replica.state === "running";
    if (replica.pathReplica >= 0)
      this.#world.path.removeReplica(replica.pathReplica, failureCode.replicaDied);
    // One that is moved has its replacement already.
    const isMissed = replica.state !== "draining" && replica.state !== "requested" && replica.move === null;
    this.#world.replicasCrashed++;
    leaveDeployment(this.#world, replica, reason);
    const isMovedGang = wasServing && replica.gang !== null;
    if (!isMissed && !isMovedGang) return;
    if (wasServing) this.checks.noticeDeath(replica, { isMissed });
    else this.#startUps.noteFailure(replica);
  }

  /** Every replica of the version is gone at once (its cluster restarts or is terminated). */
  removeAll(version: VersionWorld, options: { readonly reason: string; readonly failureCode: number }): void {
    for (const deployment of version.deployments) {
      for (const replica of [...deployment.replicas]) {
        if (replica.pathReplica >= 0)
          this.#world.path.removeReplica(replica.pathReplica, options.failureCode);
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
    const running = replicas.runningOf(generation);
    if (running > 0) startUpBudget.noteRunning();
    const isWhole = running === replicas.size && running + unnoticedDeaths === targetReplicas;
    if (isWhole) startUpBudget.noteWhole();
  }

  #stoppable({ version, replicas, definition }: DeploymentWorld, count: number): ReplicaWorld[] {
    const choices = [...replicas].flatMap((replica) => {
      const { id, state, move, node, life, gang } = replica;
      if (state === "draining" || state === "gone" || move !== null) return [];
      return [{ replica, id, state, node: node?.id ?? null, runningAtSeconds: life.runningAtSeconds, gang }];
    });
    if (runsPods(version.cluster)) {
      const onNode = podsOnNode(version.cluster, definition.name);
      return choosePodsToStop(choices, count, onNode).map(({ replica }) => replica);
    }
    return chooseReplicasToStop(choices, count, runningNodes(version.cluster)).map(({ replica }) => replica);
  }
}

/** What each replica of a unit holds, whose bundles lie on these nodes. */
function unitShares(
  replicas: readonly ReplicaWorld[],
  nodes: readonly FleetNode[],
): readonly { readonly replica: ReplicaWorld; readonly shares: readonly NodeShare[] }[] {
  let first = 0;
  return replicas.map((replica) => {
    const bundles = replica.group?.bundles ?? [replica.need];
    const own = nodes.slice(first, first + bundles.length);
    first += bundles.length;
    return { replica, shares: replicaShares(bundles, own) };
  });
}

/** How many replicas of a deployment, of all versions, are on each node and do not stop. */
function podsOnNode(cluster: ClusterWorld, name: string): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { definition, replicas } of deploymentsOn(cluster)) {
    if (definition.name !== name) continue;
    for (const { node, state } of replicas) {
      if (node !== null && state !== "draining") counts.set(node.id, (counts.get(node.id) ?? 0) + 1);
    }
  }
  return counts;
}

/** The node of each replica that runs, all deployments one after the other, the oldest first. */
function runningNodes(cluster: ClusterWorld): number[] {
  return deploymentsOn(cluster).flatMap(({ replicas }) =>
    [...replicas]
      .filter(({ state }) => state === "running")
      .sort((a, b) => (a.life.runningAtSeconds ?? 0) - (b.life.runningAtSeconds ?? 0) || a.id - b.id)
      .flatMap(({ node }) => (node === null ? [] : [node.id])),
  );
}
