import type { BeyondCapacity } from "./record/BeyondCapacity.ts";
import type { Autoscaling } from "./replicas/Autoscaling.ts";
import type { Compaction } from "./replicas/Compaction.ts";
import type { ReplicaLifecycle } from "./replicas/ReplicaLifecycle.ts";
import { SpotReturns } from "./replicas/SpotReturns.ts";
import type { InPlaceUpdates } from "./updates/InPlaceUpdates.ts";
import type { RolloutPlayer } from "./updates/RolloutPlayer.ts";
import { deployFailure } from "./versions/deployFailure.ts";
import type { ProxyLifecycle } from "./versions/ProxyLifecycle.ts";
import type { ServiceStarts } from "./versions/ServiceStarts.ts";
import { isUpdatedInPlace, type StateKeeper } from "./versions/StateKeeper.ts";
import type { VersionLifecycle } from "./versions/VersionLifecycle.ts";
import { countRunning, isSettled } from "./world/health.ts";
import type { VersionWorld, World } from "./world/World.ts";

/** The slow half of the simulation: whenever something has changed, replicas, nodes, states and the rollout follow. */
export class ControlPath {
  readonly #world: World;
  readonly #replicas: ReplicaLifecycle;
  readonly #compaction: Compaction;
  readonly #versions: VersionLifecycle;
  readonly #proxies: ProxyLifecycle;
  readonly #spotReturns: SpotReturns;
  readonly #autoscaling: Autoscaling;
  readonly #player: RolloutPlayer;
  readonly #inPlace: InPlaceUpdates;
  readonly #starts: ServiceStarts;
  readonly #states: StateKeeper;
  readonly #beyondCapacity: BeyondCapacity;

  constructor(options: {
    readonly world: World;
    readonly replicas: ReplicaLifecycle;
    readonly compaction: Compaction;
    readonly versions: VersionLifecycle;
    readonly proxies: ProxyLifecycle;
    readonly autoscaling: Autoscaling;
    readonly player: RolloutPlayer;
    readonly inPlace: InPlaceUpdates;
    readonly starts: ServiceStarts;
    readonly states: StateKeeper;
    readonly beyondCapacity: BeyondCapacity;
  }) {
    this.#world = options.world;
    this.#replicas = options.replicas;
    this.#compaction = options.compaction;
    this.#versions = options.versions;
    this.#proxies = options.proxies;
    this.#spotReturns = new SpotReturns(options.world, options.replicas);
    this.#autoscaling = options.autoscaling;
    this.#player = options.player;
    this.#inPlace = options.inPlace;
    this.#starts = options.starts;
    this.#states = options.states;
    this.#beyondCapacity = options.beyondCapacity;
    options.world.reviews.answerWith(() => this.review());
  }

  /** The control path looks at everything until nothing is left to do at this instant. */
  review(): void {
    const world = this.#world;
    for (let round = 0; ; round++) {
      if (round > 1000)
        throw new Error(`the control path does not settle at ${this.#world.loop.nowSeconds} s`);
      for (const cluster of world.clusters) {
        if (cluster.versions.length === 0) continue;
        for (const version of cluster.versions) this.#reviewReplicas(version);
        this.#replicas.place(cluster);
        this.#compaction.update(cluster);
        this.#spotReturns.update(cluster);
        this.#proxies.reconcile(cluster);
        for (const version of [...cluster.versions]) this.#versions.finishTermination(version);
      }
      this.#recordTargets();
      this.#states.update({ isRollingBack: this.#player.isRollingBack });
      if (!this.#player.advance()) break;
    }
    if (world.inPlaceSinceSeconds !== null) this.#judgeInPlace();
    if (world.startingSinceSeconds !== null) this.#judgeStart();
    this.#beyondCapacity.review();
  }

  #reviewReplicas(version: VersionWorld): void {
    this.#versions.dropRemoved(version);
    for (const deployment of version.deployments) {
      if (deployment.unhealthySinceSeconds !== null && this.#isWhole(version, deployment)) {
        deployment.unhealthySinceSeconds = null;
      }
      this.#autoscaling.decide(deployment);
      this.#replicas.reconcile(deployment);
    }
  }

  #judgeInPlace(): void {
    const { primary } = this.#world;
    const failure = deployFailure(primary);
    // What was started beside old replicas, in vain, holds its room until it has drained.
    if (failure !== null && isSettled(primary)) this.#inPlace.fail(failure);
    else if (isUpdatedInPlace(primary)) this.#inPlace.finish();
    else return;
    this.#states.update({ isRollingBack: this.#player.isRollingBack });
  }

  #judgeStart(): void {
    const { primary } = this.#world;
    const failure = deployFailure(primary);
    if (primary.wasReady) this.#starts.finish();
    else if (failure !== null) this.#starts.fail(failure);
  }

  #isWhole(version: VersionWorld, deployment: VersionWorld["deployments"][number]): boolean {
    return (
      version.cluster.isServing &&
      deployment.unnoticedDeaths === 0 &&
      countRunning(deployment) >= Math.max(deployment.bounds.minReplicas, deployment.targetReplicas)
    );
  }

  #recordTargets(): void {
    const world = this.#world;
    for (const version of world.versions) {
      for (const deployment of version.deployments) {
        if (deployment.isRemoved) continue;
        const { bounds, targetReplicas, lastTarget: last } = deployment;
        const isSame =
          last !== null &&
          last.role === version.role &&
          last.capacityPercent === version.capacityPercent &&
          last.targetReplicas === targetReplicas &&
          last.minReplicas === bounds.minReplicas &&
          last.maxReplicas === bounds.maxReplicas;
        if (isSame) continue;
        const record = {
          atSeconds: world.loop.nowSeconds,
          version: version.id,
          role: version.role,
          deployment: deployment.definition.name,
          capacityPercent: version.capacityPercent,
          targetReplicas,
          ...bounds,
        };
        deployment.lastTarget = record;
        world.targets.push(record);
      }
    }
  }
}
