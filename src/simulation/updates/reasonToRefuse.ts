import type { RolloutSplit } from "../../rollout/RolloutStep.ts";
import type { Command } from "../Scenario.ts";
import type { Course } from "./Course.ts";

/** What the service is doing when a command comes. */
export interface ServiceView {
  readonly isTerminating: boolean;
  /** Nothing of it runs any more. */
  readonly isTerminated: boolean;
  /** It was deployed where none ran, and has not been healthy yet. */
  readonly isStarting: boolean;
  readonly isUpdatingInPlace: boolean;
  /** The rollout that is under way or paused; `null`: none. */
  readonly course: Pick<Course, "direction" | "cause"> | null;
  readonly split: RolloutSplit;
  /** Whose config a deploy names, of the versions that there are, and whether it says the same of their behaviour too. */
  readonly deployed: "canary" | "canary-but-behaviour" | "primary" | "other";
}

/** Why a command cannot be done now, in words; `null`: it can. */
export function reasonToRefuse(command: Command, view: ServiceView): string | null {
  const { isTerminating, isTerminated, isUpdatingInPlace, course, split } = view;
  if (isTerminated) {
    if (command.kind === "deploy") return null;
    return command.kind === "update-in-place"
      ? "the service is terminated, and nothing runs that could be updated in place; deploy it as a rollout to start it again"
      : "the service is terminated";
  }
  if (isTerminating) {
    return command.kind === "deploy"
      ? "the service terminates; it can be deployed again once it is TERMINATED"
      : "the service terminates";
  }
  // anyscale-update-a-service.txt: the primary is terminated once all traffic has migrated.
  const isPrimaryGone = course?.direction === "forward" && split.primary.capacityPercent === 0;
  const gone = "everything has moved to the canary and the primary is being terminated";
  switch (command.kind) {
    case "deploy":
      if (course !== null) return reasonToRefuseAnother(view.deployed, course, isPrimaryGone ? gone : null);
      if (view.isStarting) return "the service is starting; wait until it runs";
      return isUpdatingInPlace ? "an in-place update is under way" : null;
    case "update-in-place":
      if (course !== null) return "a rollout is under way; complete it or roll it back first";
      if (view.isStarting) return "the service is starting; wait until it runs";
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

/**
 * anyscale-update-a-service.txt: during a rollout a service has two versions, and `canary_percent` is changed by another
 * deploy. Of a third config the documents say nothing: it would need a third version.
 */
function reasonToRefuseAnother(
  deployed: ServiceView["deployed"],
  { direction }: Pick<Course, "direction">,
  gone: string | null,
): string | null {
  switch (deployed) {
    case "canary":
      if (direction === "back") return "the rollout is being rolled back; deploy again once it has ended";
      return gone;
    case "canary-but-behaviour":
      return "this is the config of the canary, but with another behaviour than that has; leave its deployments out to change the split";
    case "primary":
      return "a rollout is under way, and this is the config of its primary; roll it back instead";
    case "other":
      return "a rollout of another config is under way, and a service has one canary; complete it (canary_percent 100) or roll it back first";
    default: {
      const impossible: never = deployed;
      throw new Error(`no such version: ${String(impossible)}`);
    }
  }
}
