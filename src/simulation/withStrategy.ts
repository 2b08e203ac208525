import type { ChosenStrategy } from "../strategies/ChosenStrategy.ts";
import type { Scenario } from "./Scenario.ts";

/** The same scenario, with every rollout of it by another strategy: one of your own, or another of ours. */
export function withStrategy(scenario: Scenario, strategy: ChosenStrategy): Scenario {
  return {
    ...scenario,
    commands: scenario.commands.map((timed) =>
      timed.command.kind === "deploy" ? { ...timed, command: { ...timed.command, strategy } } : timed,
    ),
  };
}
