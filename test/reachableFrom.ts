import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../src");

/** Every module that a file reaches, by its path in src; anything that is not a file of ours by its bare name. */
export function reachableFrom(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const source = readFileSync(resolve(root, file), "utf8");
  const imports =
    /^(?:(?:import|export)\s[^"';=]*?\sfrom\s*|import\s*)["']([^"']+)["']|\bimport\(\s*["']([^"']+)/gm;
  for (const [, atTop, inside] of source.matchAll(imports)) {
    const specifier = atTop ?? inside;
    if (specifier === undefined) continue;
    if (specifier.startsWith(".")) {
      reachableFrom(relative(root, resolve(root, dirname(file), specifier)), seen);
    } else {
      seen.add(specifier);
    }
  }
  return seen;
}
