import type { ReplicaWorld, World } from "../world/World.ts";
import type { HealthChecks } from "./HealthChecks.ts";
import { replicaSpeed } from "./replicaSpeed.ts";

type Undo = () => void;

/** What faults do to single replicas that go on running: they are slow, hang, or fail their health checks. */
export class ReplicaHurts {
  readonly #world: World;
  readonly #checks: HealthChecks;

  constructor(world: World, checks: HealthChecks) {
    this.#world = world;
    this.#checks = checks;
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
    this.#checks.watch(replica, "hangs");
    return () => {
      replica.hurts.hangs--;
      this.applySpeed(replica);
      if (replica.hurts.hangs === 0) this.#checks.answer(replica);
    };
  }

  /** Its health checks fail, and its answers are errors if so described. */
  failHealthChecks(replica: ReplicaWorld, options: { readonly failsRequests: boolean }): Undo {
    if (replica.state !== "running") return () => {};
    const { failing } = replica.hurts;
    failing.push(options);
    this.#applyErrors(replica);
    this.#checks.watch(replica, "begins to fail its health checks");
    return () => {
      failing.splice(failing.indexOf(options), 1);
      this.#applyErrors(replica);
    };
  }

  /** Sets the speed that the faults in force leave it. */
  applySpeed(replica: ReplicaWorld): void {
    if (replica.pathReplica >= 0 && replica.state !== "gone") {
      this.#world.path.setSpeed(replica.pathReplica, replicaSpeed(replica));
    }
  }

  #applyErrors({ pathReplica, hurts }: ReplicaWorld): void {
    if (pathReplica < 0) return;
    const fails = hurts.failing.some(({ failsRequests }) => failsRequests);
    this.#world.path.replicas.errorPercent[pathReplica] = fails ? 100 : 0;
  }
}
