import { fileSource } from "./fileSource.ts";
import { type ParsedScenario, parseScenario } from "./parseScenario.ts";
import { readOwnText } from "./readOwnText.ts";
import { readYaml } from "./readYaml.ts";

/** Keys that a scenario has and a service config has not. */
const scenarioKeys = ["service", "horizon"];

/**
 * Reads a file that is a scenario or a service config alone; the latter becomes a scenario in which nothing happens.
 * @throws ScenarioError with everything that is wrong and where.
 */
export function loadService(path: string): ParsedScenario {
  const source = fileSource(path);
  const text = readOwnText(source);
  const { value } = readYaml(text, path);
  if (typeof value === "object" && value !== null && scenarioKeys.some((key) => Object.hasOwn(value, key))) {
    return parseScenario(text, source);
  }
  const scenario = JSON.stringify({ name: "service", horizon: "1h", service: path });
  return parseScenario(scenario, { ...source, readText: () => ({ text, path }) });
}
