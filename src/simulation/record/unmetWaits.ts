import { describeNodeLack } from "../../cluster/nodes/describeNodeLack.ts";
import type { PlayedCommand } from "../result/PlayedCommand.ts";
import type { PlayedPlan } from "../result/PlayedPlan.ts";
import type { UnmetWait } from "../result/UnmetWait.ts";
import type { UpdateRecord } from "../updates/UpdateClock.ts";
import type { World } from "../world/World.ts";

/** A moment at which an update was not done, and who had to become whole for it. */
interface Unfinished {
  readonly version: string;
  readonly atSeconds: number;
}

/**
 * What replicas waited for when the last update was given up, or is not done now: only what was denied them at that very
 * moment, and of the version that the update waited for. Empty where the update has done what it should, or none was made.
 */
export function unmetWaits(
  world: World,
  parts: {
    readonly update: UpdateRecord | null;
    readonly plans: readonly PlayedPlan[];
    readonly commands: readonly PlayedCommand[];
  },
): readonly UnmetWait[] {
  const { update } = parts;
  if (update === null) return [];
  return unfinishedMoments(world, { ...parts, update }).flatMap(({ version, atSeconds }) =>
    (world.versions.find(({ id }) => id === version)?.cluster.fleet.waits ?? []).flatMap((wait) => {
      const isOpen = wait.untilSeconds === null || wait.untilSeconds >= atSeconds;
      const sinceSeconds = Math.max(wait.sinceSeconds, update.startedAtSeconds);
      if (!isOpen || sinceSeconds >= atSeconds) return [];
      const { lack } = wait;
      return [{ version, lack, what: describeNodeLack(lack), sinceSeconds, untilSeconds: atSeconds }];
    }),
  );
}

function unfinishedMoments(
  world: World,
  {
    update,
    plans,
    commands,
  }: {
    readonly update: UpdateRecord;
    readonly plans: readonly PlayedPlan[];
    readonly commands: readonly PlayedCommand[];
  },
): readonly Unfinished[] {
  const { outcome, startedAtSeconds, endedAtSeconds } = update;
  const own = plans.filter(({ atSeconds }) => atSeconds >= startedAtSeconds);
  const isBack = ({ plan }: PlayedPlan) => plan.outcome === "rolled-back";
  const turn = own[own.findLastIndex((played) => !isBack(played)) + 1];
  const turned = turn === undefined ? [] : [{ version: turn.canaryVersion, atSeconds: turn.atSeconds }];
  switch (outcome) {
    case "rolled-back":
      return turned;
    case "update-failed":
    case "start-failed":
      return [{ version: world.primary.id, atSeconds: endedAtSeconds ?? world.loop.nowSeconds }];
    case null: {
      const terminated = commands.findLast(({ kind, accepted }) => accepted && kind === "terminate");
      const endSeconds = world.isTerminating ? terminated?.atSeconds : undefined;
      const last = own.at(-1);
      const version = last === undefined || isBack(last) ? waitingVersion(world) : last.canaryVersion;
      return [...turned, { version, atSeconds: endSeconds ?? world.loop.nowSeconds }];
    }
    default:
      return [];
  }
}

/** Where no plan says it: replicas of the version that comes are those that wait; in place there is none. */
function waitingVersion({ primary, canary }: World): string {
  return (canary ?? primary).id;
}
