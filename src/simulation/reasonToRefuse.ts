import type { RolloutSplit } from "../rollout/RolloutStep.ts";
import type { Course } from "./Course.ts";
import type { Command } from "./Scenario.ts";

/** What the service is doing when a command comes. */
export interface ServiceView {
  readonly isTerminating: boolean;
  readonly isUpdatingInPlace: boolean;
  /** The rollout that is under way or paused; `null`: none. */
  readonly course: Pick<Course, "direction" | "cause"> | null;
  readonly split: RolloutSplit;
}

/** Why a command cannot be done now, in words; `null`: it can. */
export function reasonToRefuse(command: Command, view: ServiceView): string | null {
  const { isTerminating, isUpdatingInPlace, course, split } = view;
  if (isTerminating) return "the service terminates";
  // anyscale-update-a-service.txt: the primary is terminated once all traffic has migrated.
  const isPrimaryGone = course?.direction === "forward" && split.primary.capacityPercent === 0;
  const gone = "everything has moved to the canary and the primary is being terminated";
  switch (command.kind) {
    case "deploy":
    case "update-in-place":
      if (course !== null) return "a rollout is under way; complete it or roll it back first";
      return isUpdatingInPlace ? "an in-place update is under way" : null;
    case "set-canary-percent":
      if (course === null) return "no rollout is under way";
      if (course.direction === "back") return "the rollout is being rolled back";
      return isPrimaryGone ? gone : null;
    case "rollback": {
      // anyscale-service-api.txt: "can only be used when there is an active rollout in progress".
      if (course === null) return "no rollout is under way";
      if (isPrimaryGone) return gone;
      const isCanaryGone = course.direction === "back" && split.canary.capacityPercent === 0;
      return isCanaryGone || course.cause === "automatic-rollback"
        ? "the rollout is being rolled back already"
        : null;
    }
    case "terminate":
      return null;
    default: {
      const impossible: never = command;
      throw new Error(`no such command: ${String(impossible)}`);
    }
  }
}
