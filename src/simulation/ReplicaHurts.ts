import { nextHealthCheckSeconds } from "./nextHealthCheckSeconds.ts";
import type { ReplicaLifecycle } from "./ReplicaLifecycle.ts";
import { ranks } from "./ranks.ts";
import type { ReplicaWorld, World } from "./World.ts";

/** How many failed health checks in a row make a replica unhealthy (ray-serve.md). */
const failedChecksUntilUnhealthy = 3;

type Undo = () => void;

/** What faults do to single replicas that go on running: they are slow, hang, or fail their health checks. */
export class ReplicaHurts {
  readonly #world: World;
  readonly #lifecycle: ReplicaLifecycle;

  constructor(world: World, lifecycle: ReplicaLifecycle) {
    this.#world = world;
    this.#lifecycle = lifecycle;
  }

  slow(replica: ReplicaWorld, factor: number): Undo {
    const { slowFactors } = replica.hurts;
    slowFactors.push(factor);
    this.applySpeed(replica);
    return () => {
      slowFactors.splice(slowFactors.indexOf(factor), 1);
      this.applySpeed(replica);
    };
  }

  /** It works on nothing, and its health checks time out. */
  hang(replica: ReplicaWorld): Undo {
    replica.hurts.hangs++;
    this.applySpeed(replica);
    this.#beginChecks(replica, "hangs");
    return () => {
      replica.hurts.hangs--;
      this.applySpeed(replica);
    };
  }

  /** Its health checks fail, and its answers are errors if so described. */
  failHealthChecks(replica: ReplicaWorld, options: { readonly failsRequests: boolean }): Undo {
    if (replica.state !== "running") return () => {};
    const { failing } = replica.hurts;
    failing.push(options);
    this.#applyErrors(replica);
    this.#beginChecks(replica, "begins to fail its health checks");
    return () => {
      failing.splice(failing.indexOf(options), 1);
      this.#applyErrors(replica);
    };
  }

  /** Sets the speed that the faults in force leave it. */
  applySpeed(replica: ReplicaWorld): void {
    if (replica.hot >= 0 && replica.state !== "gone") {
      this.#world.path.setSpeed(replica.hot, replicaSpeed(replica));
    }
  }

  #applyErrors({ hot, hurts }: ReplicaWorld): void {
    if (hot < 0) return;
    const fails = hurts.failing.some(({ failsRequests }) => failsRequests);
    this.#world.path.replicas.errorPercent[hot] = fails ? 100 : 0;
  }

  /** Checks of a replica that nothing is wrong with pass; so they are played only from a first hurt to a next good one. */
  #beginChecks(replica: ReplicaWorld, what: string): void {
    if (replica.state !== "running" || replica.hurts.isChecked) return;
    const { definition, version } = replica.deployment;
    replica.hurts.isChecked = true;
    this.#world.log({
      kind: "replica-unhealthy",
      message: `${version.id} ${definition.name}: replica ${replica.id} ${what}`,
      version: version.id,
      deployment: definition.name,
      replica: replica.id,
      ...(replica.node === null ? {} : { node: replica.node.id }),
    });
    this.#scheduleCheck(replica, nextHealthCheckSeconds(replica, this.#world.loop.nowSeconds));
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
      this.#lifecycle.replaceUnhealthy(replica);
      return;
    }
    const dueSeconds = startedAtSeconds + deployment.definition.healthCheckPeriodSeconds;
    this.#scheduleCheck(replica, Math.max(dueSeconds, this.#world.loop.nowSeconds));
  }
}

/** How fast a replica works, with the faults of its version and its own. */
export function replicaSpeed({ deployment, hurts }: ReplicaWorld): number {
  if (hurts.hangs > 0) return 0;
  const factors = [...deployment.version.slowFactors, ...hurts.slowFactors];
  return 1 / factors.reduce((product, factor) => product * factor, 1);
}
