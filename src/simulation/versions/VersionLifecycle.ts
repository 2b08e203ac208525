import type { Deployment } from "../../serve/Deployment.ts";
import { failureCode } from "../../serve/path/failureReasons.ts";
import { adjustBounds } from "../../strategies/capacity/adjustBounds.ts";
import { ownValue } from "../../values/ownValue.ts";
import { beginStartUps } from "../replicas/beginStartUps.ts";
import type { ReplicaLifecycle } from "../replicas/ReplicaLifecycle.ts";
import type { VersionRole } from "../result/VersionRole.ts";
import type { ServiceVersion } from "../Scenario.ts";
import { configuredReplicas } from "../updates/configuredReplicas.ts";
import { configuredDeployments, plannedDeployment } from "../updates/plannedDeployments.ts";
import { Redeployments } from "../updates/Redeployments.ts";
import type { ClusterWorld } from "../world/ClusterWorld.ts";
import { createDeploymentWorld } from "../world/createDeploymentWorld.ts";
import { splitOf } from "../world/splitOf.ts";
import type { DeploymentWorld, VersionWorld, World } from "../world/World.ts";
import { isScaledCopy } from "./isScaledCopy.ts";
import { beginDeploymentStatus, noteDeploymentEvent, noteScaling } from "./noteDeploymentEvent.ts";
import type { ProxyLifecycle } from "./ProxyLifecycle.ts";

/** The life of versions: their clusters start, get capacity, are updated and terminated. */
export class VersionLifecycle {
  readonly #world: World;
  readonly #replicas: ReplicaLifecycle;
  readonly #redeployments: Redeployments;
  readonly #proxies: ProxyLifecycle;

  constructor(world: World, replicas: ReplicaLifecycle, proxies: ProxyLifecycle) {
    this.#world = world;
    this.#replicas = replicas;
    this.#redeployments = new Redeployments(world, replicas.checks);
    this.#proxies = proxies;
  }

  /** The version that runs when the simulation starts: nodes, replicas and head are there. */
  startRunning(version: VersionWorld, startReplicas: Readonly<Record<string, number>>): void {
    const world = this.#world;
    const { cluster } = version;
    cluster.hasControl = true;
    cluster.isServing = true;
    cluster.headSinceSeconds = world.loop.nowSeconds;
    this.setInitialTargets(version, startReplicas);
    for (const deployment of version.deployments) beginDeploymentStatus(world, deployment);
    this.#replicas.addRunning(version);
    this.#proxies.startRunning(cluster);
  }

  /** As many replicas as autoscaled deployments begin with at full capacity, where `startReplicas` does not say otherwise. */
  setInitialTargets(version: VersionWorld, startReplicas: Readonly<Record<string, number>>): void {
    for (const deployment of version.deployments) {
      const { scaling, name } = deployment.definition;
      if (scaling.kind === "static") continue;
      const start = ownValue(startReplicas, name) ?? scaling.initialReplicas ?? scaling.minReplicas;
      deployment.targetReplicas = Math.min(
        scaling.maxReplicas,
        Math.max(scaling.minReplicas, wholeGangs(start, deployment.definition)),
      );
    }
  }

  /** Sets the capacity of a version: its replicas' bounds follow, autoscaled targets stay within them. */
  setCapacity(version: VersionWorld, capacityPercent: number): void {
    version.capacityPercent = capacityPercent;
    for (const deployment of version.deployments) {
      const from = deployment.targetReplicas;
      this.#applyBounds(deployment);
      // The config is the same, so that this is scaling (`DeploymentTargetState.is_scaled_copy_of`).
      noteScaling(this.#world, deployment, "config", { from, to: deployment.targetReplicas });
      // A new `target_capacity` is a deploy (ray 2.60.0, `DeploymentState.deploy`).
      beginStartUps(deployment, { isSameCode: true });
    }
    this.#world.requestReview();
  }

  /** Sets the replicas of one deployment, whatever the capacity of its version; that is what they come to from now on. */
  setReplicas(version: VersionWorld, name: string, replicas: number): void {
    const deployment = version.deployments.find((each) => each.definition.name === name && !each.isRemoved);
    if (deployment === undefined) throw new Error(`${version.id} has no deployment ${name}`);
    const from = deployment.targetReplicas;
    deployment.wantedReplicas = replicas;
    this.#applyBounds(deployment);
    version.capacityPercent = capacityOfReplicas(version);
    noteScaling(this.#world, deployment, "config", { from, to: deployment.targetReplicas });
    beginStartUps(deployment, { isSameCode: true });
    this.#world.requestReview();
  }

  setRole(version: VersionWorld, role: VersionRole): void {
    version.role = role;
    this.#world.statistics.setSide(version.index, role === "canary" ? 1 : 0);
    for (const deployment of version.deployments) this.#applyBounds(deployment);
  }

  /** An in-place update: new definitions for the same cluster; deployments in `restarts` get new code. */
  updateInPlace(
    version: VersionWorld,
    definition: ServiceVersion,
    changes: {
      readonly restarts: ReadonlySet<string>;
      /** Deployments whose config changes, also in what is not simulated. */
      readonly changed: ReadonlySet<string>;
    },
  ): void {
    const world = this.#world;
    const before = version.definition;
    const targets = new Map(version.deployments.map((each) => [each, each.targetReplicas]));
    version.definition = definition;
    version.cluster.definition = definition.cluster;
    version.cluster.fleet.placement.follow(definition.cluster);
    version.configurations.push({
      atSeconds: world.loop.nowSeconds,
      deployments: configuredDeployments(definition.deployments),
    });
    const kept: DeploymentWorld[] = [];
    for (const deployment of definition.deployments) {
      const present = version.deployments.find((each) => each.definition.name === deployment.name);
      if (present === undefined) {
        const added = createDeploymentWorld(this.#world, version, deployment);
        const { scaling } = deployment;
        if (scaling.kind === "autoscaling")
          added.targetReplicas = scaling.initialReplicas ?? scaling.minReplicas;
        if (version.cluster.hasControl) beginDeploymentStatus(world, added);
        kept.push(added);
        continue;
      }
      const restarts = changes.restarts.has(deployment.name);
      const old = present.definition;
      const hasChanged = restarts || changes.changed.has(deployment.name);
      const isUpdated = this.#redeployments.redeploy(present, deployment, { restarts, hasChanged });
      const scales =
        !restarts && isScaledCopy({ version: before, deployment: old }, { version: definition, deployment });
      if (isUpdated && !scales && !present.startUpBudget.hasUpdateFailed)
        noteDeploymentEvent(world, present, "CONFIG_UPDATE");
      kept.push(present);
    }
    const removed = version.deployments.filter((each) => !kept.includes(each));
    for (const deployment of removed) this.#remove(deployment);
    // What drains still holds its nodes, so it still belongs to the version.
    version.deployments = [...kept, ...removed];
    for (const deployment of version.deployments) {
      this.#applyBounds(deployment);
      const from = targets.get(deployment) ?? deployment.targetReplicas;
      // Of one that is updated or new, scaling is a part of that.
      if (!deployment.isRemoved) {
        noteScaling(world, deployment, "config", { from, to: deployment.targetReplicas });
      }
    }
    world.requestReview();
  }

  /** Lets deployments that an in-place update took away go once their last replica has drained. */
  dropRemoved(version: VersionWorld): void {
    if (!version.deployments.some(({ isRemoved, replicas }) => isRemoved && replicas.size === 0)) return;
    version.deployments = version.deployments.filter(
      ({ isRemoved, replicas }) => !isRemoved || replicas.size > 0,
    );
  }

  /** No capacity, no traffic: replicas drain, then the cluster is terminated. */
  terminate(version: VersionWorld): void {
    if (version.isTerminating || version.isGone) return;
    for (const deployment of version.deployments) noteDeploymentEvent(this.#world, deployment, "DELETE");
    version.isTerminating = true;
    for (const deployment of version.deployments) this.#world.path.closeRouter(deployment.router);
    for (const deployment of version.deployments) {
      this.#world.path.failWaiting(deployment.router, failureCode.unavailable);
      deployment.autoscaler.cancelReview();
      for (const replica of [...deployment.replicas]) this.#replicas.stop(replica);
    }
    this.#world.requestReview();
  }

  /** The cluster is deleted with everything that runs on it: what it serves is lost. */
  terminateAtOnce(version: VersionWorld): void {
    this.terminate(version);
    this.#replicas.removeAll(version, {
      reason: "its cluster is deleted",
      failureCode: failureCode.replicaDied,
    });
  }

  /** Completes what `terminate` began once nothing runs any more. */
  finishTermination(version: VersionWorld): void {
    if (!version.isTerminating || version.isGone) return;
    if (version.deployments.some((deployment) => deployment.replicas.size > 0)) return;
    const { cluster } = version;
    version.isGone = true;
    cluster.versions.splice(cluster.versions.indexOf(version), 1);
    if (cluster.versions.length === 0) this.#endCluster(cluster);
  }

  /** Nothing runs on it any more. */
  #endCluster(cluster: ClusterWorld): void {
    this.#proxies.removeAll(cluster);
    cluster.fleet.releaseAll();
    cluster.isServing = false;
    cluster.hasControl = false;
    if (cluster.headSinceSeconds !== null) {
      cluster.headSeconds += this.#world.loop.nowSeconds - cluster.headSinceSeconds;
      cluster.headSinceSeconds = null;
    }
    this.#world.noteHolding();
    this.#world.log({
      kind: "cluster-terminated",
      message: `${cluster.id}: the cluster is terminated`,
      version: cluster.id,
    });
  }

  #applyBounds(deployment: DeploymentWorld): void {
    const { version, definition } = deployment;
    if (deployment.isRemoved) {
      deployment.bounds = { minReplicas: 0, maxReplicas: 0 };
      deployment.targetReplicas = 0;
      return;
    }
    const world = this.#world;
    deployment.autoscaler.memory = { direction: "none", sinceSeconds: world.loop.nowSeconds };
    const { wantedReplicas } = deployment;
    if (wantedReplicas !== null) {
      const replicas = wholeGangs(wantedReplicas, definition);
      deployment.bounds = { minReplicas: replicas, maxReplicas: replicas };
      deployment.targetReplicas = replicas;
      return;
    }
    const bounds = adjustBounds(
      plannedDeployment(definition),
      version.capacityPercent,
      world.rounding,
      world.rules.replicaFloors({
        role: version.role,
        isRollingOut: world.isRollingOut,
        split: splitOf(world),
      }),
    );
    deployment.bounds = bounds;
    deployment.targetReplicas =
      definition.scaling.kind === "static"
        ? bounds.maxReplicas
        : Math.min(
            bounds.maxReplicas,
            Math.max(bounds.minReplicas, wholeGangs(deployment.targetReplicas, definition)),
          );
  }

  #remove(deployment: DeploymentWorld): void {
    noteDeploymentEvent(this.#world, deployment, "DELETE");
    deployment.isRemoved = true;
    deployment.autoscaler.cancelReview();
    this.#world.path.closeRouter(deployment.router);
    this.#world.path.failWaiting(deployment.router, failureCode.unavailable);
    for (const replica of [...deployment.replicas]) this.#replicas.stop(replica);
  }
}

/** Of the replicas that its config asks for, what is wanted of all its deployments. */
function capacityOfReplicas({ deployments }: VersionWorld): number {
  const present = deployments.filter(({ isRemoved }) => !isRemoved);
  const configured = present.reduce((sum, { definition }) => sum + configuredReplicas(definition.scaling), 0);
  const wanted = present.reduce((sum, { targetReplicas }) => sum + targetReplicas, 0);
  return configured === 0 ? 0 : (100 * wanted) / configured;
}

/** The next whole number of gangs, where there are any. */
function wholeGangs(replicas: number, { gang }: Deployment): number {
  return gang === undefined ? replicas : Math.ceil(replicas / gang.size) * gang.size;
}
