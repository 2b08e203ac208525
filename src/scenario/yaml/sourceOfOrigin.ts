import type { ScenarioOrigin } from "./ScenarioOrigin.ts";
import type { ScenarioSource } from "./ScenarioSource.ts";
import { SourceError } from "./SourceError.ts";

/** Reads again what a scenario was read from, and nothing else. */
export function sourceOfOrigin(origin: ScenarioOrigin): ScenarioSource {
  const texts = new Map(origin.texts);
  const traces = new Map(origin.traces);
  const find = <Value>(files: ReadonlyMap<string, Value>, path: string): Value => {
    const found = files.get(path);
    if (found === undefined) throw new SourceError(`${path} was not read before`);
    return found;
  };
  return {
    path: origin.path,
    readText: (path) => find(texts, path),
    readTrace: (path) => find(traces, path),
  };
}
