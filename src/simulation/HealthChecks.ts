import { logReplica } from "./logReplica.ts";
import { markUnhealthy } from "./markUnhealthy.ts";
import { nextHealthCheckSeconds } from "./nextHealthCheckSeconds.ts";
import type { ReplicaDrains } from "./ReplicaDrains.ts";
import { ranks } from "./ranks.ts";
import type { ReplicaWorld, World } from "./World.ts";

/** How many failed health checks in a row make a replica unhealthy (ray-serve.md). */
const failedChecksUntilUnhealthy = 3;

/**
 * What the controller finds out about replicas by its health checks. Checks of a replica that nothing is wrong with
 * pass, so they are played only from a first hurt to a next good one.
 */
export class HealthChecks {
  readonly #world: World;
  readonly #drains: ReplicaDrains;

  constructor(world: World, drains: ReplicaDrains) {
    this.#world = world;
    this.#drains = drains;
  }

  /** A check of the replica may fail from now on. */
  watch(replica: ReplicaWorld, what: string): void {
    if (replica.state !== "running" || replica.hurts.isChecked) return;
    replica.hurts.isChecked = true;
    logReplica(this.#world, replica, "replica-unhealthy", what);
    this.#scheduleCheck(replica, nextHealthCheckSeconds(replica, this.#world.loop.nowSeconds));
  }

  /** A replica that served has died: the next check finds out. */
  noticeDeath(replica: ReplicaWorld): void {
    const { loop } = this.#world;
    const { deployment } = replica;
    deployment.unnoticedDeaths++;
    loop.at(nextHealthCheckSeconds(replica, loop.nowSeconds), ranks.replicas, () => {
      deployment.unnoticedDeaths--;
      markUnhealthy(this.#world, deployment);
    });
  }

  #scheduleCheck(replica: ReplicaWorld, atSeconds: number): void {
    this.#world.loop.at(atSeconds, ranks.replicas, () => {
      if (replica.state !== "running") return;
      if (replica.hurts.hangs > 0) this.#awaitAnswer(replica, atSeconds);
      else this.#judge(replica, atSeconds);
    });
  }

  /** A hung replica does not answer: the check fails by its timeout, and the next comes after that. */
  #awaitAnswer(replica: ReplicaWorld, startedAtSeconds: number): void {
    const { healthCheckTimeoutSeconds } = replica.deployment.definition;
    this.#world.loop.at(startedAtSeconds + healthCheckTimeoutSeconds, ranks.replicas, () => {
      if (replica.state === "running") this.#judge(replica, startedAtSeconds);
    });
  }

  #judge(replica: ReplicaWorld, startedAtSeconds: number): void {
    const { hurts, deployment } = replica;
    if (hurts.hangs === 0 && hurts.failing.length === 0) {
      hurts.failedChecks = 0;
      hurts.isChecked = false;
      return;
    }
    hurts.failedChecks++;
    if (hurts.failedChecks >= failedChecksUntilUnhealthy) {
      markUnhealthy(this.#world, deployment);
      this.#drains.stop(replica);
      return;
    }
    const dueSeconds = startedAtSeconds + deployment.definition.healthCheckPeriodSeconds;
    this.#scheduleCheck(replica, Math.max(dueSeconds, this.#world.loop.nowSeconds));
  }
}
