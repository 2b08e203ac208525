import type { TimedCommand } from "../../simulation/Scenario.ts";
import { type ChosenStrategy, optionsOf } from "../../strategies/ChosenStrategy.ts";
import { weights } from "../../strategies/weights/weights.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { TrafficStreamSection } from "../schema/trafficSchema.ts";

/**
 * The endpoints that the streams of a scenario go to, each in its place; `null`: that of the service, whatever its name. One that
 * nothing in the scenario could ever create is a problem.
 */
export function resolveEndpoints(
  sections: readonly TrafficStreamSection[],
  commands: readonly TimedCommand[],
  reporter: Reporter,
): readonly (string | null)[] {
  const own = new Set(commands.flatMap(({ command }) => mainEndpoint(command)));
  return sections.map(({ endpoint }, index) => {
    if (endpoint === undefined || own.has(endpoint)) return null;
    if (own.size === 0) {
      reporter.problem(
        ["traffic", index, "endpoint"],
        "is for Ray Serve's legacy traffic API, which nothing in this scenario uses; expected an update with strategy.weights, or no endpoint",
        "key",
      );
    }
    return endpoint;
  });
}

function mainEndpoint(command: TimedCommand["command"]): readonly string[] {
  const strategy: ChosenStrategy | null =
    command.kind === "deploy" ? command.strategy : "begins" in command ? command.begins("running") : null;
  const options = strategy === null ? null : optionsOf(strategy, weights);
  return options === null ? [] : [options.endpoint];
}
