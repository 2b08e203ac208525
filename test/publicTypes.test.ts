import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

const read = (file: string) => readFileSync(join("src", file), "utf8");
const namesIn = (list: string) =>
  list
    .split(",")
    .map((each) => each.trim().replace(/^type /, ""))
    .filter((each) => each !== "");
const declaration = /^export (?:abstract )?(?:async )?(interface|type|class|function|const) (\w+)/gm;

/** Every name that a file exports, and the file that declares it. */
function exportsOf(file: string): ReadonlyMap<string, string> {
  const source = read(file);
  const at = (path: string | undefined) => normalize(join(dirname(file), path ?? ""));
  const found = new Map<string, string>();
  for (const [, path] of source.matchAll(/export (?:type )?\* from "(.+?)";/g)) {
    for (const [name, from] of exportsOf(at(path))) found.set(name, from);
  }
  for (const [, names = "", path] of source.matchAll(/export (?:type )?\{([^}]*)\}(?: from "(.+?)")?;/g)) {
    for (const name of namesIn(names)) found.set(name, path === undefined ? file : at(path));
  }
  for (const [, , name = ""] of source.matchAll(declaration)) found.set(name, file);
  return found;
}

/** What a user sees of a name: an interface, a type, a signature, a class without its private parts. */
function visibleOf(file: string, name: string): string {
  const source = read(file).replaceAll(/\/\*\*?[\s\S]*?\*\//g, "");
  const start = [...source.matchAll(declaration)].find((match) => match[2] === name);
  if (start === undefined) return "";
  const text = source.slice(start.index);
  switch (start[1]) {
    case "interface":
      return text.slice(0, text.indexOf("\n}"));
    case "type":
      return text.slice(0, text.search(/;\n(?! )/));
    case "function":
      return text.slice(0, text.search(/\): [^\n]*\{\n/)) + (/\): [^\n]*\{\n/.exec(text)?.[0] ?? "");
    case "class":
      return text.slice(0, text.indexOf("\n}")).replaceAll(/\n {2}(?:readonly )?#.*/g, "");
    default:
      return text.slice(0, text.indexOf("\n"));
  }
}

/** Types of ours that a declaration speaks of. */
function typesIn(file: string, name: string): readonly string[] {
  const source = read(file);
  const imported = [...source.matchAll(/import (?:type )?\{([^}]*)\} from "\..+?"/g)].flatMap(
    ([, names = ""]) => namesIn(names),
  );
  const known = new Set([...imported, ...[...source.matchAll(declaration)].map(([, , own = ""]) => own)]);
  const words = visibleOf(file, name).match(/\b[A-Z]\w+/g) ?? [];
  return words.filter((word) => word !== name && known.has(word));
}

describe("the public API", () => {
  const library = exportsOf("index.ts");
  const kit = new Map([...library, ...exportsOf("testing.ts")]);

  it("has some of everything", () => {
    for (const name of [
      "planRollout",
      "simulate",
      "Scenario",
      "SimulationResult",
      "DeploymentLedger",
      "RoutingSettings",
    ]) {
      expect([...library.keys()]).toContain(name);
    }
    expect(typesIn("simulation/Scenario.ts", "Scenario")).toContain("TrafficStream");
  });

  it.each([
    ["rollcast", library],
    ["rollcast/testing, with rollcast", kit],
  ])("exports every type that its own declarations speak of: %s", (_title, exported) => {
    const missing = [...exported].flatMap(([name, file]) =>
      typesIn(file, name)
        .filter((type) => !exported.has(type))
        .map((type) => `${type}, of which ${name} speaks`),
    );
    expect(missing).toEqual([]);
  });
});
