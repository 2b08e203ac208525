import { type ParsedScenario, parseScenario } from "../../src/scenario/parseScenario.ts";
import { ScenarioError } from "../../src/scenario/problems/ScenarioError.ts";
import { SourceError } from "../../src/scenario/yaml/SourceError.ts";

/** A scenario text with a service of two deployments, to which tests add lines. Line 7 is the first one added. */
export const smallScenario = `name: small
horizon: 1h
service:
  applications:
    - { name: app, import_path: "m:app",
      deployments: [{ name: A, num_replicas: 4 }, { name: B, num_replicas: 2 }] }
`;

/** Parses a text as the file `x.yaml` beside the given files. */
export function parseText(text: string, files: Readonly<Record<string, string>> = {}): ParsedScenario {
  return parseScenario(text, {
    path: "x.yaml",
    readText: (path) => {
      const found = files[path];
      if (found === undefined) throw new SourceError(`${path} does not exist`);
      return { text: found, path };
    },
    readTrace: (path) => {
      if (path !== "trace.csv") throw new SourceError(`${path} does not exist`);
      return {
        arrivalSeconds: Float64Array.of(0, 1),
        inputTokens: Float64Array.of(10, 20),
        outputTokens: Float64Array.of(1, 2),
      };
    },
  });
}

/** What is wrong with a text, one line a problem; empty where nothing is. */
export function problemsOf(text: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
  try {
    parseText(text, files);
    return [];
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split("\n");
    throw error;
  }
}
