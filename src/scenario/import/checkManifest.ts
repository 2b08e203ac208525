import type { z } from "zod";
import { BrokenPlaces } from "../problems/BrokenPlaces.ts";
import { formatKeyPath } from "../problems/formatKeyPath.ts";
import { ScenarioError } from "../problems/ScenarioError.ts";
import { readWhatHolds } from "../yaml/readWhatHolds.ts";
import type { YamlText } from "../yaml/readYaml.ts";

const maxProblems = 20;

/**
 * What the schema reads of a manifest.
 * @throws ScenarioError with everything that it refuses, and where.
 */
export function checkManifest<Schema extends z.ZodType>(schema: Schema, yaml: YamlText): z.output<Schema> {
  const { data, problems } = readWhatHolds(schema, yaml.value, {
    base: [],
    broken: new BrokenPlaces(),
    standInAt: () => undefined,
  });
  if (data !== null && problems.length === 0) return data;
  throw new ScenarioError(
    problems.slice(0, maxProblems).map(({ path, message, at }) => ({
      ...(at === "key" ? yaml.locateKey(path) : yaml.locate(path)),
      keyPath: formatKeyPath(path),
      message,
    })),
  );
}
