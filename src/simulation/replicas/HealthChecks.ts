import { controlLoopSeconds } from "../../serve/controller/controlLoopSeconds.ts";
import { drawHealthCheckGap } from "../../serve/controller/drawHealthCheckGap.ts";
import { healthLookSeconds } from "../../serve/controller/healthLookSeconds.ts";
import { noteDeploymentEvent } from "../versions/noteDeploymentEvent.ts";
import { countRunning } from "../world/health.ts";
import { logReplica } from "../world/logReplica.ts";
import { ranks } from "../world/ranks.ts";
import type { ReplicaWorld, World } from "../world/World.ts";
import { markUnhealthy } from "./markUnhealthy.ts";
import type { ReplicaDrains } from "./ReplicaDrains.ts";
import { startUpLimits } from "./startUpLimits.ts";
import { stopGang } from "./stopGang.ts";

/** ray 2.60.0: REPLICA_HEALTH_CHECK_UNHEALTHY_THRESHOLD. */
const failedChecksUntilUnhealthy = 3;
const siblingFailed = "is stopped: one of its gang is ill or has died";
/** After so many checks nothing is left of the moment of the first one: older ones need not be drawn. */
const rememberedChecks = 100;

/**
 * What the controller finds out about replicas by its health checks, as ray 2.60.0 does (`ActorReplicaWrapper.check_health`):
 * one check at a time, started at one loop and judged at the first loop that has its answer, or at which its timeout is
 * over. Checks of a replica that nothing is wrong with pass, so they are neither played nor drawn: only from a first hurt
 * to a next good one are there any.
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
    if (replica.state !== "running" || replica.checks.isWatched) return;
    replica.checks.isWatched = true;
    logReplica(this.#world, replica, "replica-unhealthy", what);
    this.#startAt(replica, this.#nextSeconds(replica));
  }

  /** A replica that hung answers again, also the check that has waited for it. */
  answer(replica: ReplicaWorld): void {
    const { checks, hurts } = replica;
    if (replica.state !== "running" || !checks.isAwaited) return;
    this.#judgeAfter(replica, controlLoopSeconds, { hasFailed: hurts.failing.length > 0 });
  }

  /**
   * A replica that served has died. The check that waits for it is told at once, else the next one is; at the loop after
   * that it is known, and its gang is stopped.
   * @param options.isMissed it counts among those that are there until it is known
   */
  noticeDeath(replica: ReplicaWorld, { isMissed }: { readonly isMissed: boolean }): void {
    const { loop } = this.#world;
    const { deployment, checks, gang } = replica;
    checks.cancel();
    const toldSeconds = checks.isAwaited ? loop.nowSeconds : this.#nextSeconds(replica);
    if (isMissed) deployment.unnoticedDeaths++;
    const takeBack = () => {
      cancel();
      if (isMissed) deployment.unnoticedDeaths--;
    };
    const cancel = loop.at(toldSeconds + controlLoopSeconds, ranks.replicas, () => {
      gang?.unnoticedDeaths.delete(takeBack);
      if (isMissed) deployment.unnoticedDeaths--;
      this.#noteUnhealthy(replica);
      if (gang !== null) stopGang(this.#world, gang, siblingFailed);
    });
    gang?.unnoticedDeaths.add(takeBack);
  }

  /** The period of the replica's checks is about to change. */
  changePeriod(replica: ReplicaWorld, periodSeconds: number): void {
    const { checks } = replica;
    if (replica.state !== "running" || checks.isWatched) return;
    const nextSeconds = this.#nextSeconds(replica);
    const { lastSeconds } = checks;
    const { nowSeconds } = this.#world.loop;
    checks.nextSeconds =
      lastSeconds === null
        ? nextSeconds
        : Math.max(nowSeconds, lastSeconds + this.#drawGap(replica, periodSeconds));
  }

  #startAt(replica: ReplicaWorld, atSeconds: number): void {
    const { checks } = replica;
    checks.nextSeconds = atSeconds;
    checks.cancel = this.#world.loop.at(atSeconds, ranks.replicas, () => {
      if (replica.state !== "running") return;
      const { hurts, deployment } = replica;
      checks.lastSeconds = atSeconds;
      checks.isAwaited = true;
      // A loop looks at an answer, or for the end of the timeout, only after the one that asked.
      if (hurts.hangs === 0) {
        this.#judgeAfter(replica, controlLoopSeconds, { hasFailed: hurts.failing.length > 0 });
      } else {
        // The first loop that is later than the timeout.
        const loops =
          Math.floor(deployment.definition.healthCheckTimeoutSeconds / controlLoopSeconds + 1e-9) + 1;
        this.#judgeAfter(replica, loops * controlLoopSeconds, { hasFailed: true });
      }
    });
  }

  #judgeAfter(replica: ReplicaWorld, seconds: number, verdict: { readonly hasFailed: boolean }): void {
    const { loop } = this.#world;
    replica.checks.cancel();
    replica.checks.cancel = loop.at(loop.nowSeconds + seconds, ranks.replicas, () => {
      if (replica.state === "running") this.#judge(replica, verdict);
    });
  }

  #judge(replica: ReplicaWorld, { hasFailed }: { readonly hasFailed: boolean }): void {
    const { hurts, checks, deployment } = replica;
    checks.isAwaited = false;
    checks.failed = hasFailed ? checks.failed + 1 : 0;
    if (checks.failed >= failedChecksUntilUnhealthy) {
      this.#noteUnhealthy(replica);
      if (replica.gang !== null) {
        stopGang(this.#world, replica.gang, siblingFailed);
        return;
      }
      // ray 2.60.0: gracefully, for RAY_SERVE_FORCE_STOP_UNHEALTHY_REPLICAS is off.
      this.#drains.stop(replica);
      return;
    }
    const { nowSeconds } = this.#world.loop;
    const lastSeconds = checks.lastSeconds ?? nowSeconds;
    const gapSeconds = this.#drawGap(replica, deployment.definition.healthCheckPeriodSeconds);
    const nextSeconds = Math.max(nowSeconds, lastSeconds + gapSeconds);
    if (hasFailed || hurts.hangs > 0 || hurts.failing.length > 0) {
      this.#startAt(replica, nextSeconds);
    } else {
      checks.nextSeconds = nextSeconds;
      checks.isWatched = false;
    }
  }

  #noteUnhealthy({ deployment, generation }: ReplicaWorld): void {
    if (generation === deployment.generation) {
      deployment.startUpBudget.noteUnhealthy(startUpLimits(deployment));
      noteDeploymentEvent(this.#world, deployment, "HEALTH_CHECK_FAILED", "A replica's health check failed.");
    }
    markUnhealthy(this.#world, deployment);
  }

  /** When the next check starts: draws those since the last one that is known. */
  #nextSeconds(replica: ReplicaWorld): number {
    const { checks, deployment, life } = replica;
    const { nowSeconds } = this.#world.loop;
    const { healthCheckPeriodSeconds } = deployment.definition;
    let next = checks.nextSeconds;
    if (next === null) {
      // The first look at a replica finds that it has never been checked.
      next = (life.runningAtSeconds ?? nowSeconds) + this.#drawShare(replica) * this.#lookSeconds(replica);
    }
    const longAgo = nowSeconds - rememberedChecks * healthCheckPeriodSeconds;
    if (next < longAgo) next = longAgo - this.#drawShare(replica) * healthCheckPeriodSeconds;
    while (next <= nowSeconds) {
      checks.lastSeconds = next;
      next += this.#drawGap(replica, healthCheckPeriodSeconds);
    }
    checks.nextSeconds = next;
    return next;
  }

  #drawGap(replica: ReplicaWorld, periodSeconds: number): number {
    const lookSeconds = this.#lookSeconds(replica, periodSeconds);
    return drawHealthCheckGap({ periodSeconds, lookSeconds }, () => this.#drawShare(replica));
  }

  #lookSeconds(
    { deployment }: ReplicaWorld,
    periodSeconds = deployment.definition.healthCheckPeriodSeconds,
  ): number {
    return healthLookSeconds({ runningReplicas: Math.max(1, countRunning(deployment)), periodSeconds });
  }

  #drawShare({ checks, deployment }: ReplicaWorld): number {
    const { version, definition } = deployment;
    checks.random ??= this.#world.streams.stream(
      `health-checks/${version.id}/${definition.name}/${checks.ordinal}`,
    );
    return checks.random();
  }
}
