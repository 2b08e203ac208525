import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Source {
  readonly path: string;
  readonly text: string;
}

const sources: readonly Source[] = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => ({ path: path.replaceAll("\\", "/"), text: readFileSync(`src/${path}`, "utf8") }));

const glossary = readFileSync("docs/glossary.md", "utf8");

/** Where other systems are read, played or quoted, and their words are the right ones. */
const foreignRooms = [
  "scenario/compile/resolveEndpoints.ts",
  "scenario/import/",
  "scenario/init/",
  "scenario/keys/",
  "scenario/llm/",
  "scenario/machines/",
  "scenario/rules/",
  "scenario/schema/",
  "strategies/deployment/",
  "strategies/kubeRay/",
  "strategies/weights/",
];

/** Names that a file gives to others. */
function exportedNames({ text }: Source): readonly string[] {
  const exports = text.matchAll(/^export (?:abstract )?(?:class|interface|type|function|const) (\w+)/gm);
  return [...exports].map(([, name]) => name ?? "");
}

/** Exported names of our own that have the word in them, and where. */
function namesWith(word: string): readonly { readonly path: string; readonly name: string }[] {
  const pattern = new RegExp(`^${word}|${word[0]?.toUpperCase()}${word.slice(1)}`);
  return sources
    .filter(({ path }) => !foreignRooms.some((room) => path.startsWith(room)))
    .flatMap((source) => exportedNames(source).map((name) => ({ path: source.path, name })))
    .filter(({ name }) => pattern.test(name));
}

describe("a word means one thing", () => {
  it.each(["surge", "target", "split", "group", "stream", "row", "plan"])(
    "and %s stands nowhere without the word that tells which",
    (word) => {
      expect(namesWith(word).filter(({ name }) => name.toLowerCase() === word)).toEqual([]);
    },
  );

  it("and what migrates is traffic and capacity, in the planner alone", () => {
    const names = namesWith("migrat");
    expect(names.map(({ name }) => name)).toContain("migrate");
    expect(names.filter(({ path }) => !path.startsWith("strategies/anyscale/plan/"))).toEqual([]);
  });

  it("and a stream is one of traffic or of luck", () => {
    expect(namesWith("stream").length).toBeGreaterThan(2);
    expect(namesWith("stream").filter(({ name }) => !/(Traffic|Random)Stream/.test(name))).toEqual([]);
  });

  it("and a surge is one of replicas, unless it says that it is one of traffic", () => {
    const ofTraffic = namesWith("surge").filter(({ path }) =>
      /^(faults|workload|simulation\/traffic)\//.test(path),
    );
    expect(ofTraffic.length).toBeGreaterThan(1);
    expect(ofTraffic.filter(({ name }) => !/^[tT]rafficSurge/.test(name))).toEqual([]);
  });

  it("and a target is a number of replicas, but where its name says whose it is", () => {
    const targets = namesWith("target").map(({ name }) => name);
    expect(targets.sort()).toEqual(["CallTarget", "TargetCapacity", "TargetGroup", "TargetRecord"]);
  });

  it("and a split is one of capacity and traffic: no function splits", () => {
    const verbs = namesWith("split").filter(({ name }) => /^split(?!Of$|Before|Arbitrary)/.test(name));
    expect(verbs).toEqual([]);
  });
});

describe("words that we do not use", () => {
  const table = glossary.slice(glossary.indexOf("## Words that we do not use"));

  it.each(["hot path", "data plane", "control plane", "concurrency"])(
    "%s is in the glossary's list, and in no file of ours",
    (phrase) => {
      expect(table.slice(0, table.indexOf("\n## ", 5))).toContain(phrase);
      const pattern = new RegExp(`\\b${phrase}s?\\b`);
      const found = sources.filter(
        ({ path, text }) => !foreignRooms.some((room) => path.startsWith(room)) && pattern.test(text),
      );
      expect(found.map(({ path }) => path)).toEqual([]);
    },
  );

  it.each(["backend", "endpoint", "replicaSet"])(
    "%s is in the glossary's list, and in no name of ours",
    (word) => {
      expect(table.toLowerCase()).toContain(word.toLowerCase());
      expect(namesWith(word)).toEqual([]);
    },
  );
});
