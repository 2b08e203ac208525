import type { Scenario, ServiceVersion } from "../../simulation/Scenario.ts";

/** The scenario with every version of the service changed alike. */
export function changeVersions(
  scenario: Scenario,
  change: (version: ServiceVersion) => ServiceVersion,
): Scenario {
  return {
    ...scenario,
    primary: change(scenario.primary),
    commands: scenario.commands.map(({ atSeconds, command }) => ({
      atSeconds,
      command: "version" in command ? { ...command, version: change(command.version) } : command,
    })),
  };
}
