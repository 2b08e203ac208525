import { type ParsedScenario, type ParseOptions, parseScenario } from "./parseScenario.ts";
import { fileSource } from "./yaml/fileSource.ts";
import { readOwnText } from "./yaml/readOwnText.ts";

/**
 * Reads a scenario from a file, with the traces and the service config that it names (relative to the file).
 * @throws ScenarioError with everything that is wrong and where.
 */
export function loadScenario(path: string, options: ParseOptions = {}): ParsedScenario {
  const source = fileSource(path);
  return parseScenario(readOwnText(source), source, options);
}
