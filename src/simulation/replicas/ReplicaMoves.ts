import { chooseMovedToStop } from "../../serve/controller/chooseMovedToStop.ts";
import type { ReplicaMove } from "../result/ReplicaLife.ts";
import { logReplica } from "../world/logReplica.ts";
import { ranks } from "../world/ranks.ts";
import type { DeploymentWorld, ReplicaWorld, World } from "../world/World.ts";
import type { ReplicaDrains } from "./ReplicaDrains.ts";

/** Replicas that are moved to other nodes: each goes on until another one runs in its place. */
export class ReplicaMoves {
  readonly #world: World;
  readonly #drains: ReplicaDrains;

  constructor(world: World, drains: ReplicaDrains) {
    this.#world = world;
    this.#drains = drains;
  }

  /**
   * Begins to move a replica: one that runs goes on until as many others run as wanted, or until its node goes
   * (`deadlineSeconds`) before it could drain in peace; one that starts is stopped at once, for nothing is lost by it
   * (ray 2.60.0, `migrate_replicas_on_draining_nodes`).
   */
  begin(replica: ReplicaWorld, options: { readonly deadlineSeconds: number; readonly cause: string }): void {
    if (replica.state === "starting") this.#drains.stop(replica);
    const { deadlineSeconds, cause } = options;
    if (replica.state !== "running" || (replica.move?.deadlineSeconds ?? Infinity) < deadlineSeconds) return;
    const { loop } = this.#world;
    if (replica.move === null) {
      const begun = {
        fromSeconds: loop.nowSeconds,
        deadlineSeconds: null,
        toSeconds: null,
        replacedAtSeconds: null,
      };
      replica.life.migrations = [...replica.life.migrations, begun];
    }
    if (deadlineSeconds < Number.POSITIVE_INFINITY) amendLast(replica, { deadlineSeconds });
    replica.deployment.replicas.change(replica, { move: { deadlineSeconds } });
    replica.cancelTimer();
    logReplica(this.#world, replica, "replica-migrating", `is to move: ${cause}`);
    const { gracefulShutdownTimeoutSeconds } = replica.deployment.definition;
    const stopSeconds = Math.max(loop.nowSeconds, deadlineSeconds - gracefulShutdownTimeoutSeconds);
    if (stopSeconds < Number.POSITIVE_INFINITY) {
      replica.cancelTimer = loop.at(stopSeconds, ranks.replicas, () => this.#world.requestReview());
    }
    this.#world.requestReview();
  }

  /** It stays where it is after all: its replacement, which does not run yet, is one too many now. */
  cancel(replica: ReplicaWorld): void {
    if (replica.state !== "running" || replica.move === null) return;
    const { nowSeconds } = this.#world.loop;
    replica.cancelTimer();
    replica.deployment.replicas.change(replica, { move: null });
    amendLast(replica, { toSeconds: nowSeconds });
    logReplica(this.#world, replica, "replica-stays", "stays after all");
    this.#world.requestReview();
  }

  /** Stops those in whose place others run now. */
  finish(deployment: DeploymentWorld, targetReplicas: number): void {
    if (deployment.replicas.movedRunning === 0) return;
    const running = [...deployment.replicas].filter(({ state }) => state === "running");
    const { gracefulShutdownTimeoutSeconds } = deployment.definition;
    const moving = running.flatMap((replica) =>
      replica.move === null
        ? []
        : [
            {
              ...replica.move,
              id: replica.id,
              gang: replica.gang,
              gracefulShutdownTimeoutSeconds,
              replica,
            },
          ],
    );
    const { nowSeconds } = this.#world.loop;
    const { urgent, replaced } = chooseMovedToStop(moving, {
      nowSeconds,
      runningReplicas: running.length,
      targetReplicas,
    });
    for (const { replica } of replaced) amendLast(replica, { replacedAtSeconds: nowSeconds });
    for (const { replica } of [...urgent, ...replaced]) this.#drains.stop(replica);
  }
}

function amendLast({ life }: ReplicaWorld, change: Partial<ReplicaMove>): void {
  const last = life.migrations.length - 1;
  life.migrations = life.migrations.map((each, index) => (index === last ? { ...each, ...change } : each));
}
