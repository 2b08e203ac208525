import { stringify } from "yaml";
import type { z } from "zod";
import type { scenarioFileSchema } from "../schema/scenarioFileSchema.ts";

/** A scenario file as it is written: before defaults, durations as text or seconds. */
export type WrittenScenario = z.input<typeof scenarioFileSchema>;

/** The YAML text of a scenario file, ready to be saved and simulated. Its first line names the schema for editors. */
export function printScenario(file: WrittenScenario): string {
  const text = stringify(file, { aliasDuplicateObjects: false, lineWidth: 110 });
  return `# yaml-language-server: $schema=./scenario.schema.json\n${text}`;
}
