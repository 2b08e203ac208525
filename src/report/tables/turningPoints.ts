import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { plainText } from "../text/plainText.ts";

/** A moment at which the course of the rollout was set, in words. */
export interface TurningPoint {
  readonly atSeconds: number;
  readonly text: string;
}

/** Every plan with its cause, and every command that was refused or led to no plan, in order of time. */
export function turningPoints(result: SimulationResult): readonly TurningPoint[] {
  const plans = result.plans.map(({ atSeconds, cause, reason }) => ({
    atSeconds,
    text: plainText(`${cause.replaceAll("-", " ")}: ${reason}`),
  }));
  const others = result.commands
    .filter(
      (command) => !command.accepted || command.kind === "update-in-place" || command.kind === "terminate",
    )
    .map(({ atSeconds, kind, accepted, message }) => ({
      atSeconds,
      text: plainText(`${kind.replaceAll("-", " ")}${accepted ? "" : " refused"}: ${message}`),
    }));
  return [...plans, ...others].sort((one, other) => one.atSeconds - other.atSeconds);
}
