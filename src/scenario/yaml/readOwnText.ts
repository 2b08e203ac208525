import { basename } from "node:path";
import { ScenarioError } from "../problems/ScenarioError.ts";
import type { ScenarioSource } from "./ScenarioSource.ts";
import { SourceError } from "./SourceError.ts";

/** The text of the scenario file itself. @throws ScenarioError where it cannot be read. */
export function readOwnText(source: ScenarioSource): string {
  try {
    return source.readText(basename(source.path)).text;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new ScenarioError([{ file: source.path, line: 1, column: 1, keyPath: "", message: error.message }]);
  }
}
