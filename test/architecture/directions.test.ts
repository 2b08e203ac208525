import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { allowedImports } from "./allowedImports.ts";
import { forbiddenImports, importsOf, isPackageNamed } from "./importsOf.ts";

const root = fileURLToPath(new URL("../../src/", import.meta.url));
const sources: ReadonlyMap<string, string> = new Map(
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => [path.replaceAll("\\", "/"), readFileSync(root + path, "utf8")]),
);

/** The sources with one file more. */
function withFile(path: string, text: string): ReadonlyMap<string, string> {
  return new Map([...sources, [path, text]]);
}

describe("imports go one way", () => {
  it("in every file, and every folder is known", () => {
    expect(sources.size).toBeGreaterThan(600);
    expect(forbiddenImports(sources)).toEqual([]);
  });

  it("and an import against the direction is found, of a value, of a type, or when it is wanted", () => {
    for (const text of [
      'import { startSimulation } from "../../simulation/startSimulation.ts";',
      'import type { World } from "../../simulation/world/World.ts";',
      'export * from "../../simulation/startSimulation.ts";',
      'const later = () => import("../../simulation/startSimulation.ts");',
    ]) {
      expect(forbiddenImports(withFile("strategies/capacity/planted.ts", text))).toEqual([
        expect.stringContaining(
          "src/strategies/capacity/planted.ts (strategies/capacity) may not import src/simulation/",
        ),
      ]);
    }
  });

  it("and so is a package that the room does not use, Node's own among them", () => {
    expect(forbiddenImports(withFile("strategies/capacity/planted.ts", 'import { z } from "zod";'))).toEqual([
      "src/strategies/capacity/planted.ts (strategies/capacity) may not import zod",
    ]);
    expect(
      forbiddenImports(withFile("report/planted.ts", 'import { readFileSync } from "node:fs";')),
    ).toEqual(["src/report/planted.ts (report) may not import node:fs"]);
  });

  it("and so is what a strategy imports of its own laws, which judge whole results", () => {
    const text = 'import { anyscaleLaws } from "./laws/anyscaleLaws.ts";';
    expect(forbiddenImports(withFile("strategies/anyscale/planted.ts", text))).toEqual([
      "src/strategies/anyscale/planted.ts (strategies) may not import src/strategies/anyscale/laws/anyscaleLaws.ts",
    ]);
  });

  it("and a folder that nobody has thought of is found, whether it imports or is imported", () => {
    const planted = new Map([
      ...withFile("search/x.ts", "export const x = 1;"),
      ["strategies/capacity/planted.ts", 'import { x } from "../../search/x.ts";'],
    ]);
    expect(forbiddenImports(planted)).toEqual([
      "src/search/x.ts lies in a room that test/architecture/allowedImports.ts does not know",
      "src/strategies/capacity/planted.ts (strategies/capacity) may not import src/search/x.ts",
    ]);
  });

  it("and the table allows nothing that nobody needs", () => {
    const imports = importsOf(sources);
    for (const [room, { rooms, packages }] of Object.entries(allowedImports)) {
      const own = imports.filter(({ fromRoom }) => fromRoom === room);
      expect(
        rooms.filter((each) => !own.some(({ toRoom }) => toRoom === each)),
        `rooms of ${room}`,
      ).toEqual([]);
      const isUsed = (name: string) => own.some(({ to, isPackage }) => isPackage && isPackageNamed(to, name));
      expect(
        packages.filter((name) => !isUsed(name)),
        `packages of ${room}`,
      ).toEqual([]);
    }
  });
});
