import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { PlanError } from "../../src/rollout/PlanError.ts";
import { planRollout } from "../../src/rollout/planRollout.ts";
import { parseScenario } from "../../src/scenario/parseScenario.ts";
import { ScenarioError } from "../../src/scenario/problems/ScenarioError.ts";
import { readYaml } from "../../src/scenario/yaml/readYaml.ts";
import { SourceError } from "../../src/scenario/yaml/SourceError.ts";
import { plannedDeployments } from "../../src/simulation/updates/plannedDeployments.ts";

/** No text may keep a reader waiting: what is beyond is refused by its size. */
const mostSeconds = 10;
const runs = Math.ceil(120 * Number(process.env.ROLLCAST_RUNS ?? 1));

const shipped = [
  ...readdirSync("scenarios").flatMap((name) => (name.endsWith(".yaml") ? [`scenarios/${name}`] : [])),
];
const service = readFileSync("scenarios/services/code-completion.yaml", "utf8");

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Values of every kind where none of them belongs. */
const odd: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    false,
    "",
    "x",
    " ",
    "-",
    "0",
    "1h",
    "-1s",
    "1e999",
    "NaN",
    "..",
    "/etc/passwd",
    "constructor",
    "toString",
    "\u202e",
    "💥",
  ),
  fc.constantFrom<Json>(
    0,
    -1,
    1,
    0.5,
    1e9,
    1e308,
    -1e308,
    5e-324,
    Number.MAX_SAFE_INTEGER,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ),
  fc.constantFrom<Json>([], {}, [[]], [{}], [null], { constructor: 1 }, { a: { b: { c: 1 } } }),
  fc.nat(5000).map((length) => "y".repeat(length)),
  fc.nat(60).map((depth) => {
    let nested: Json = 1;
    for (let level = 0; level < depth; level++) nested = level % 2 === 0 ? [nested] : { deeper: nested };
    return nested;
  }),
  fc.nat(300).map((length) => Array.from({ length }, (_, index) => index)),
);

interface Change {
  /** Which of the places of the file, as a share of them. */
  readonly at: number;
  readonly from: number;
  readonly kind: "drop" | "replace" | "copy" | "rename" | "repeat";
  readonly value: Json;
  readonly key: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 0.999999, noNaN: true }),
  from: fc.double({ min: 0, max: 0.999999, noNaN: true }),
  kind: fc.constantFrom("drop", "replace", "copy", "rename", "repeat"),
  value: odd,
  key: fc.oneof(
    fc.constantFrom("constructor", "name", "at", "toString", "kind", "deployments", ""),
    fc.string({ maxLength: 12 }),
  ),
});

type Place = { readonly holder: Json[] | Map<string, unknown>; readonly key: number | string };

/** Maps as Maps, so that no key is special to the one who changes them. */
function thaw(value: Json): unknown {
  if (Array.isArray(value)) return value.map(thaw);
  if (typeof value === "object" && value !== null) {
    return new Map(Object.entries(value).map(([key, inner]) => [key, thaw(inner)]));
  }
  return value;
}

function placesOf(value: unknown): Place[] {
  if (Array.isArray(value)) {
    return value.flatMap((inner, key) => [{ holder: value, key }, ...placesOf(inner)]);
  }
  if (!(value instanceof Map)) return [];
  const map: Map<string, unknown> = value;
  return [...map].flatMap(([key, inner]) => [{ holder: map, key }, ...placesOf(inner)]);
}

function valueAt({ holder, key }: Place): unknown {
  return holder instanceof Map ? holder.get(String(key)) : holder[Number(key)];
}

function put({ holder, key }: Place, value: unknown): void {
  if (holder instanceof Map) holder.set(String(key), value);
  else holder.splice(Number(key), 1, value as Json);
}

function apply(file: unknown, { at, from, kind, value, key }: Change): void {
  const places = placesOf(file);
  const place = places[Math.floor(at * places.length)];
  const other = places[Math.floor(from * places.length)];
  if (place === undefined || other === undefined) return;
  const { holder } = place;
  switch (kind) {
    case "drop":
      if (holder instanceof Map) holder.delete(String(place.key));
      else holder.splice(Number(place.key), 1);
      return;
    case "replace":
      put(place, thaw(value));
      return;
    case "copy":
      put(place, structuredClone(valueAt(other)));
      return;
    case "rename":
      if (holder instanceof Map) {
        holder.set(key, holder.get(String(place.key)));
        holder.delete(String(place.key));
      }
      return;
    case "repeat":
      if (holder instanceof Map) holder.set(`${place.key}2`, structuredClone(valueAt(place)));
      else holder.push(structuredClone(valueAt(place)) as Json);
      return;
  }
}

/** Reads a text, and plans what it describes; anything but a refusal in words is a fault of ours. */
function readAndPlan(text: string, serviceText: string): void {
  try {
    const { scenario } = parseScenario(text, {
      path: "x.yaml",
      readText: (path) => {
        if (path.length > 60) throw new SourceError("has too long a name");
        return { text: serviceText, path };
      },
      readTrace: () => ({
        arrivalSeconds: Float64Array.of(0, 1),
        inputTokens: Float64Array.of(10, 20),
        outputTokens: Float64Array.of(1, 2),
      }),
    });
    const deployments = plannedDeployments(scenario.primary.deployments);
    planRollout({ deployments, maxSurgePercent: 50 });
  } catch (error) {
    if (error instanceof ScenarioError || error instanceof PlanError) {
      expect(error.message).not.toMatch(/undefined|\[object|function /);
      return;
    }
    throw error;
  }
}

function within(seconds: number, work: () => void): void {
  const started = performance.now();
  work();
  expect((performance.now() - started) / 1000).toBeLessThan(seconds);
}

describe("a scenario file changed at random is read, or refused in words, within its time", () => {
  const texts = new Map(shipped.map((path) => [path, readFileSync(path, "utf8")]));
  const parsed = [...texts].map(([path, text]) => thaw(readYaml(text, path).value as Json));

  it("where keys are dropped, doubled, moved, renamed, and values are of another kind", () => {
    fc.assert(
      fc.property(
        fc.nat(parsed.length - 1),
        fc.array(change, { minLength: 1, maxLength: 5 }),
        (index, changes) => {
          const file = structuredClone(parsed[index]);
          for (const each of changes) apply(file, each);
          within(mostSeconds, () => readAndPlan(stringify(file), service));
        },
      ),
      { numRuns: runs, seed: 1 },
    );
  });

  it("where the service config in another file is changed", () => {
    const whole = thaw(readYaml(service, "service.yaml").value as Json);
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
        const config = structuredClone(whole);
        for (const each of changes) apply(config, each);
        const text = "name: x\nhorizon: 1h\nservice: ./s.yaml\nupdate: { at: 1m }\n";
        within(mostSeconds, () => readAndPlan(text, stringify(config)));
      }),
      { numRuns: runs, seed: 2 },
    );
  });

  it("where the text itself is cut, doubled and mixed with marks of YAML", () => {
    const marks = [
      "{",
      "}",
      "[",
      "]",
      ":",
      "- ",
      "&a ",
      "*a",
      "<<: *a",
      "!!int ",
      "|",
      ">",
      "'",
      '"',
      "#",
      "\n",
      "\t",
      "%",
      "? ",
      "---\n",
      "\u0000",
      "\ufeff",
    ];
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      mark: fc.constantFrom(...marks),
      cut: fc.nat(40),
    });
    fc.assert(
      fc.property(fc.nat(texts.size - 1), fc.array(edit, { minLength: 1, maxLength: 4 }), (index, edits) => {
        let text = [...texts.values()][index] ?? "";
        for (const { at, mark, cut } of edits) {
          const place = Math.floor(at * text.length);
          text = text.slice(0, place) + mark + text.slice(place + cut);
        }
        within(mostSeconds, () => readAndPlan(text, service));
      }),
      { numRuns: runs, seed: 3 },
    );
  });
});
