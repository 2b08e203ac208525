import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { versionCommands } from "../../src/scenario/problems/restsOn.ts";
import { strategies } from "../../src/strategies/registry.ts";
import { strategyArbitraries } from "../../src/testing/scenario/strategyArbitraries.ts";
import { scenarioFileArbitrary } from "../../src/testing/scenarioFileArbitrary.ts";

const kinds = strategies.map(({ kind }) => kind);
/** Anyscale's needs no name in scenario files. */
const withoutName = ["anyscale"];
/** What strategies share, and the rules of updates in place, which need no strategy. */
const noStrategies = ["capacity", "inPlace"];

describe("the registry of strategies", () => {
  it("has every folder of a strategy, but for those that scenario files do not name, and no kind twice", () => {
    const folders = readdirSync("src/strategies", { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .filter((name) => !noStrategies.includes(name));
    expect(folders.filter((name) => !kinds.includes(name) && !withoutName.includes(name))).toEqual([]);
    expect(kinds.filter((kind) => !folders.includes(kind))).toEqual([]);
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  it("has no command that brings a version whose config readers of problems do not know", () => {
    const names = strategies.flatMap(({ calls }) => calls.filter(({ bringsVersion }) => bringsVersion));
    expect(["deploy", ...names.map(({ name }) => name)]).toEqual([...versionCommands]);
  });

  it("has an arbitrary for each kind, and none for any other", () => {
    expect(Object.keys(strategyArbitraries).sort()).toEqual([...kinds].sort());
  });
});

describe.each(strategies.map((named) => [named.kind, named] as const))("%s", (kind, { schema, sentence }) => {
  it("is told in one sentence, on a page of its own, and in the table of strategies", () => {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(existsSync(`docs/strategies/${kind}.md`)).toBe(true);
    expect(readFileSync("docs/strategies/README.md", "utf8")).toContain(`[${kind}.md](${kind}.md)`);
  });

  it("has tests of its own", () => {
    const own = readdirSync(`test/strategies/${kind}`).filter((name) => name.endsWith(".test.ts"));
    expect(own).not.toEqual([]);
  });

  it("has options in random scenarios that its schema takes", () => {
    const arbitrary = strategyArbitraries[kind];
    if (arbitrary === undefined) throw new Error(`${kind} has no arbitrary`);
    fc.assert(fc.property(arbitrary(), (options) => schema.safeParse(options).success));
  });

  it("occurs in random scenarios", () => {
    const files = fc.sample(scenarioFileArbitrary(), { numRuns: 1000, seed: 1 });
    expect(files.some((file) => JSON.stringify(file).includes(`"strategy":{"${kind}":`))).toBe(true);
  });
});
