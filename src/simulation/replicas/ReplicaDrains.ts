import { controlLoopSeconds } from "../../serve/controller/controlLoopSeconds.ts";
import { failureCode } from "../../serve/path/failureReasons.ts";
import { leaveDeployment } from "../world/leaveDeployment.ts";
import { logReplica } from "../world/logReplica.ts";
import { ranks } from "../world/ranks.ts";
import type { ReplicaWorld, World } from "../world/World.ts";

/** The end of replicas that are told to stop: they finish what they have, for as long as they are given. */
export class ReplicaDrains {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Takes a replica out of service: at once if it does not run yet, gracefully otherwise. */
  stop(replica: ReplicaWorld): void {
    const { loop, path } = this.#world;
    switch (replica.state) {
      case "requested":
      case "starting":
        leaveDeployment(this.#world, replica, "stopped before it ran");
        return;
      case "running": {
        const { gracefulShutdownTimeoutSeconds } = replica.deployment.definition;
        replica.cancelTimer();
        replica.deployment.replicas.change(replica, { state: "draining" });
        replica.drainingSinceSeconds = loop.nowSeconds;
        replica.life.drainingAtSeconds = loop.nowSeconds;
        logReplica(this.#world, replica, "replica-draining", "drains");
        replica.cancelTimer = loop.at(
          loop.nowSeconds + Math.max(gracefulShutdownTimeoutSeconds, controlLoopSeconds),
          ranks.replicas,
          () => {
            path.removeReplica(replica.pathReplica, failureCode.shutdown);
            leaveDeployment(this.#world, replica, "was killed: its graceful shutdown timed out");
          },
        );
        path.drainReplica(replica.pathReplica, () => this.#onIdle(replica));
        if ((path.replicas.ongoing[replica.pathReplica] as number) === 0) this.#onIdle(replica);
        this.#world.noteHolding();
        this.#world.requestReview();
        return;
      }
      case "draining":
      case "gone":
        return;
    }
  }

  /** A draining replica has served its last request. Ray Serve looks every `graceful_shutdown_wait_loop_s`. */
  #onIdle(replica: ReplicaWorld): void {
    if (replica.state !== "draining") return;
    const { loop, path } = this.#world;
    const { gracefulShutdownWaitLoopSeconds, gracefulShutdownTimeoutSeconds } = replica.deployment.definition;
    const drained = loop.nowSeconds - replica.drainingSinceSeconds;
    const looks =
      gracefulShutdownWaitLoopSeconds > 0 ? Math.ceil(drained / gracefulShutdownWaitLoopSeconds) : 0;
    const lookSeconds = Math.min(
      Math.max(looks, 1) * gracefulShutdownWaitLoopSeconds,
      gracefulShutdownTimeoutSeconds,
    );
    // The controller finds it gone at the loop after the one that stopped it, at the earliest.
    const goneSeconds = replica.drainingSinceSeconds + Math.max(lookSeconds, controlLoopSeconds);
    replica.cancelTimer();
    replica.cancelTimer = loop.at(Math.max(loop.nowSeconds, goneSeconds), ranks.replicas, () => {
      path.removeReplica(replica.pathReplica, failureCode.shutdown);
      leaveDeployment(this.#world, replica, "drained");
    });
  }
}
