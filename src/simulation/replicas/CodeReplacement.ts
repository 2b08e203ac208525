import { countSurge } from "../../serve/controller/countSurge.ts";
import { countToStop } from "../../serve/controller/countToStop.ts";
import { defaultRollingUpdateShare } from "../../serve/controller/rolloutSize.ts";
import type { DeploymentWorld, ReplicaWorld, World } from "../world/World.ts";
import type { ReplicaDrains } from "./ReplicaDrains.ts";
import { stopGang } from "./stopGang.ts";

const order = { requested: 0, starting: 1, running: 2 } as const;

/** How a heavyweight in-place update replaces the replicas of older code. */
export class CodeReplacement {
  readonly #world: World;
  readonly #drains: ReplicaDrains;

  constructor(world: World, drains: ReplicaDrains) {
    this.#world = world;
    this.#drains = drains;
  }

  /** New replicas come before old ones go, for the deployment has a surge of its own. */
  isSurging(deployment: DeploymentWorld, targetReplicas: number): boolean {
    return (
      targetReplicas > 0 &&
      (deployment.definition.inPlaceSurgePercent ?? 0) > 0 &&
      deployment.replicas.isAnyActiveBefore(deployment.generation)
    );
  }

  /** Stops a share of the old replicas; those that are missing then are started as any others. */
  stopOld(deployment: DeploymentWorld, targetReplicas: number): void {
    if (targetReplicas === 0 || !deployment.replicas.isAnyActiveBefore(deployment.generation)) return;
    const active = activeOf(deployment);
    const old = active.filter((replica) => isOld(replica, deployment));
    const count = countToStop({
      targetReplicas,
      rollingUpdateShare: deployment.definition.rollingUpdateShare ?? defaultRollingUpdateShare,
      gangSize: deployment.definition.gang?.size ?? 1,
      oldRunning: old.length,
      oldStopping: [...deployment.replicas].filter(
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
      gangSize: deployment.definition.gang?.size ?? 1,
      newActive,
      newRunning: running - oldRunning.length,
      oldStarting: oldStarting.length,
      oldRunning: oldRunning.length,
    });
    this.#stop(oldStarting, moves.stopStarting);
    this.#stop(oldRunning, moves.stopRunning);
    return moves.start;
  }

  /** As Ray Serve does: those that do not run yet first, then the oldest; of gangs, whole ones, and those at once. */
  #stop(replicas: readonly ReplicaWorld[], count: number): void {
    const ordered = [...replicas].sort((a, b) => orderOf(a) - orderOf(b) || a.id - b.id);
    if (ordered.some(({ gang }) => gang !== null)) this.#stopGangs(ordered, count);
    else for (const replica of ordered.slice(0, count)) this.#drains.stop(replica);
  }

  /** A gang of which some have died unnoticed waits until that is known (ray 2.60.0, `_is_complete_gang`). */
  #stopGangs(ordered: readonly ReplicaWorld[], count: number): void {
    const gangs = new Set(ordered.map(({ gang }) => gang));
    let left = count;
    for (const gang of gangs) {
      if (gang === null || gang.members.length < gang.size || gang.size > left) continue;
      left -= gang.size;
      stopGang(this.#world, gang, "is stopped: its gang has older code");
    }
    for (const replica of ordered.filter((each) => each.gang === null).slice(0, left)) {
      this.#drains.stop(replica);
    }
  }
}

function isOld(replica: ReplicaWorld, deployment: DeploymentWorld): boolean {
  return replica.generation < deployment.generation;
}

/** Those that count: neither on their way out nor moved to another node. */
function activeOf(deployment: DeploymentWorld): ReplicaWorld[] {
  return [...deployment.replicas].filter(({ state, move }) => state !== "draining" && move === null);
}

function orderOf({ state }: ReplicaWorld): number {
  return state === "draining" || state === "gone" ? 3 : order[state];
}
