import type { PlayedCommand } from "../../simulation/result/PlayedCommand.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { plainText } from "../text/plainText.ts";

/** A moment at which the course of the rollout was set, in words. */
export interface TurningPoint {
  readonly atSeconds: number;
  readonly text: string;
}

/** Every plan with its cause, every command that was refused or led to no plan, and what went wrong, in order of time. */
export function turningPoints(result: SimulationResult): readonly TurningPoint[] {
  const plans = result.plans.map(({ atSeconds, cause, reason }) => ({
    atSeconds,
    text: plainText(`${cause.replaceAll("-", " ")}: ${reason}`),
  }));
  const others = result.commands
    .filter(
      (command) =>
        !command.accepted ||
        command.kind === "update-in-place" ||
        command.kind === "terminate" ||
        command.kind === "scale" ||
        isUnplanned(command, result),
    )
    .map(({ atSeconds, kind, name, accepted, message }) => ({
      atSeconds,
      text: plainText(`${name ?? kind.replaceAll("-", " ")}${accepted ? "" : " refused"}: ${message}`),
    }));
  const troubles = result.rollouts.flatMap((rollout) =>
    (rollout.troubles ?? []).map(({ atSeconds, condition, message }) => ({
      atSeconds,
      text: plainText(`${condition}: ${message}`),
    })),
  );
  return [...plans, ...others, ...troubles].sort((one, other) => one.atSeconds - other.atSeconds);
}

/** A command to a rollout whose strategy decides as it goes. */
function isUnplanned({ atSeconds }: PlayedCommand, { rollouts, plans }: SimulationResult): boolean {
  const rollout = rollouts.findLast((each) => each.atSeconds <= atSeconds);
  return (
    rollout !== undefined &&
    rollout.strategy !== "anyscale" &&
    !plans.some((plan) => plan.atSeconds === atSeconds)
  );
}
