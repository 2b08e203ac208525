import { countSurge } from "../serve/countSurge.ts";
import { countToStop } from "../serve/countToStop.ts";
import { defaultRollingUpdateShare } from "../serve/rolloutSize.ts";
import type { ReplicaDrains } from "./ReplicaDrains.ts";
import type { DeploymentWorld, ReplicaWorld } from "./World.ts";

const order = { requested: 0, starting: 1, running: 2 } as const;

/** How a heavyweight in-place update replaces the replicas of older code. */
export class CodeReplacement {
  readonly #drains: ReplicaDrains;

  constructor(drains: ReplicaDrains) {
    this.#drains = drains;
  }

  /** New replicas come before old ones go, for the deployment has a surge of its own. */
  isSurging(deployment: DeploymentWorld, targetReplicas: number): boolean {
    return (
      targetReplicas > 0 &&
      (deployment.definition.inPlaceSurgePercent ?? 0) > 0 &&
      activeOf(deployment).some((replica) => isOld(replica, deployment))
    );
  }

  /** Stops a share of the old replicas; those that are missing then are started as any others. */
  stopOld(deployment: DeploymentWorld, targetReplicas: number): void {
    const active = activeOf(deployment);
    const old = active.filter((replica) => isOld(replica, deployment));
    if (old.length === 0 || targetReplicas === 0) return;
    const count = countToStop({
      targetReplicas,
      rollingUpdateShare: deployment.definition.rollingUpdateShare ?? defaultRollingUpdateShare,
      oldRunning: old.length,
      oldStopping: deployment.replicas.filter(
        (replica) => isOld(replica, deployment) && replica.state === "draining",
      ).length,
      newRunning: active.filter((replica) => !isOld(replica, deployment) && replica.state === "running")
        .length,
    });
    this.#stop(old, count);
  }

  /** Stops old replicas in whose place new ones run; returns how many new ones to start. */
  surge(
    deployment: DeploymentWorld,
    options: { readonly targetReplicas: number; readonly countedStopping: number },
  ): number {
    const active = activeOf(deployment);
    const old = active.filter((replica) => isOld(replica, deployment));
    const oldRunning = old.filter(({ state }) => state === "running");
    const oldStarting = old.filter(({ state }) => state !== "running");
    const newActive = active.length - old.length;
    const running = active.filter(({ state }) => state === "running").length;
    const moves = countSurge({
      ...options,
      rollingUpdateShare: deployment.definition.rollingUpdateShare ?? defaultRollingUpdateShare,
      surgePercent: deployment.definition.inPlaceSurgePercent ?? 0,
      newActive,
      newRunning: running - oldRunning.length,
      oldStarting: oldStarting.length,
      oldRunning: oldRunning.length,
    });
    this.#stop(oldStarting, moves.stopStarting);
    this.#stop(oldRunning, moves.stopRunning);
    return moves.start;
  }

  /** As Ray Serve does: those that do not run yet first, then the oldest. */
  #stop(replicas: readonly ReplicaWorld[], count: number): void {
    const chosen = [...replicas].sort((a, b) => orderOf(a) - orderOf(b) || a.id - b.id).slice(0, count);
    for (const replica of chosen) this.#drains.stop(replica);
  }
}

function isOld(replica: ReplicaWorld, deployment: DeploymentWorld): boolean {
  return replica.generation < deployment.generation;
}

/** Those that count: neither on their way out nor moved to another node. */
function activeOf(deployment: DeploymentWorld): ReplicaWorld[] {
  return deployment.replicas.filter(({ state, migration }) => state !== "draining" && migration === null);
}

function orderOf({ state }: ReplicaWorld): number {
  return state === "draining" || state === "gone" ? 3 : order[state];
}
