import { type FileForm, isServiceForm, recogniseForm } from "./import/recogniseForm.ts";
import { type ParsedScenario, type ParseOptions, parseScenario } from "./parseScenario.ts";
import { fileSource } from "./yaml/fileSource.ts";
import { readOwnText } from "./yaml/readOwnText.ts";
import { readYamlDocuments } from "./yaml/readYaml.ts";

/**
 * Reads a file that is a scenario or describes a service alone, in any form; the latter becomes a scenario in which nothing
 * happens.
 * @throws ScenarioError with everything that is wrong and where.
 */
export function loadService(
  path: string,
  options: ParseOptions = {},
): ParsedScenario & { readonly form: FileForm } {
  const source = fileSource(path);
  const text = readOwnText(source);
  const form = recogniseForm(readYamlDocuments(text, path).map(({ value }) => value));
  if (!isServiceForm(form)) return { ...parseScenario(text, source, options), form };
  const scenario = JSON.stringify({ name: "service", horizon: "1h", service: path });
  const readText = (named: string) => (named === path ? { text, path } : source.readText(named));
  return { ...parseScenario(scenario, { ...source, readText }, options), form };
}
