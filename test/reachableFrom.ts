import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { importedBy } from "./architecture/importedBy.ts";

const root = resolve(import.meta.dirname, "../src");

/** Every module that a file reaches, by its path in src; anything that is not a file of ours by its bare name. */
export function reachableFrom(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const specifier of importedBy(readFileSync(resolve(root, file), "utf8"))) {
    if (specifier.startsWith(".")) {
      reachableFrom(relative(root, resolve(root, dirname(file), specifier)), seen);
    } else {
      seen.add(specifier);
    }
  }
  return seen;
}
