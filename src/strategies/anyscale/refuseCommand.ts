import type { RolloutSplit } from "../capacity/RolloutSplit.ts";
import type { StrategyCommand } from "../StrategyCommand.ts";
import type { VersionId } from "../VersionId.ts";
import type { Course } from "./Course.ts";

/** Where a rollout stands when a command comes. */
export interface CommandContext {
  readonly course: Pick<Course, "direction" | "cause">;
  readonly split: RolloutSplit;
  readonly current: VersionId;
  readonly next: VersionId;
}

const gone = "everything has moved to the canary and the primary is being terminated";

/** Why a command cannot be done during a rollout, in words; `null`: it can. */
export function refuseCommand(command: StrategyCommand, context: CommandContext): string | null {
  const { course, split } = context;
  // anyscale-update-a-service.txt: the primary is terminated once all traffic has migrated.
  const isPrimaryGone = course.direction === "forward" && split.primary.capacityPercent === 0;
  switch (command.kind) {
    case "deploy":
      return refuseDeploy(command.equalTo ?? command.version, context, isPrimaryGone);
    case "set-canary-percent":
      if (course.direction === "back") return "the rollout is being rolled back";
      return isPrimaryGone ? gone : null;
    case "roll-back": {
      if (isPrimaryGone) return gone;
      const isCanaryGone = course.direction === "back" && split.canary.capacityPercent === 0;
      return isCanaryGone || course.cause === "automatic-rollback"
        ? "the rollout is being rolled back already"
        : null;
    }
    case "pause":
    case "resume":
      return "an Anyscale rollout is paused by a canary_percent, and goes on with another";
    case "scale":
      return "an Anyscale service is scaled by a deploy of its config";
  }
}

/**
 * anyscale-update-a-service.txt: during a rollout a service has two versions, and `canary_percent` is changed by another
 * deploy. Of a third config the documents say nothing: it would need a third version.
 */
function refuseDeploy(
  version: VersionId,
  { course, current, next }: CommandContext,
  isPrimaryGone: boolean,
): string | null {
  if (version === next) {
    if (course.direction === "back")
      return "the rollout is being rolled back; deploy again once it has ended";
    return isPrimaryGone ? gone : null;
  }
  return version === current
    ? "a rollout is under way, and this is the config of its primary; roll it back instead"
    : "a rollout of another config is under way, and a service has one canary; complete it (canary_percent 100) or roll it back first";
}
