import { parseScenario } from "../scenario/parseScenario.ts";
import { printScenario, type WrittenScenario } from "../scenario/yaml/printScenario.ts";
import { SourceError } from "../scenario/yaml/SourceError.ts";
import type { Scenario } from "../simulation/Scenario.ts";

/**
 * The scenario of a file object that names no other files: printed and read again, exactly as if it had been saved.
 *
 * @throws ScenarioError for a file that is not valid.
 */
export function compileScenarioFile(file: WrittenScenario): Scenario {
  const refuse = (path: string) => {
    throw new SourceError(`${path} cannot be read here: a scenario of the testing kit names no files`);
  };
  return parseScenario(printScenario(file), { path: "scenario.yaml", readText: refuse, readTrace: refuse })
    .scenario;
}
