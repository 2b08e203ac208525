import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { plainText } from "../text/plainText.ts";

/** What each version is called, by its id: its name, with the id where another version has the same name; its id, where it has none. */
export function versionNames({ versions }: Pick<SimulationResult, "versions">): ReadonlyMap<string, string> {
  const names = versions.map(({ name }) => name);
  return new Map(
    versions.map(({ id, name }) => {
      if (name === undefined) return [id, id];
      const isAlone = names.indexOf(name) === names.lastIndexOf(name);
      return [id, isAlone ? plainText(name) : `${plainText(name)} (${id})`];
    }),
  );
}
