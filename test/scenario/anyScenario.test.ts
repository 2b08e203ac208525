import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseText, problemsOf } from "./parseText.ts";

const texts = readdirSync("scenarios")
  .filter((file) => file.endsWith(".yaml") && file !== "code-bursts.yaml")
  .map((file) => readFileSync(`scenarios/${file}`, "utf8").replaceAll(/traces\/[\w-]+\.csv/g, "trace.csv"));

type Path = readonly (string | number)[];

/** Every place in a value, the value itself included. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))];
}

/** The value with another one at the place. */
function withAt(value: unknown, path: Path, replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.map((inner, index) =>
      String(index) === String(key) ? withAt(inner, rest, replacement) : inner,
    );
  }
  const entries = Object.entries(value as object);
  return Object.fromEntries(
    entries.map(([name, inner]) => [name, name === String(key) ? withAt(inner, rest, replacement) : inner]),
  );
}

const replacements = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    "",
    -1,
    0,
    1e308,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    [],
    {},
    "auto",
    "1s",
    [null],
    { a: {} },
  ),
  fc.jsonValue(),
);

describe("any text", () => {
  it("is a scenario, or is refused with places inside the text", () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), replacements, (text, choice, replacement) => {
        const value: unknown = parse(text);
        const places = placesIn(value);
        const broken = JSON.stringify(withAt(value, places[choice % places.length]!, replacement), null, 1);
        const lines = broken.split("\n");
        for (const problem of problemsOf(broken)) {
          const [, line, column] = /^x\.yaml:(\d+):(\d+): \S/.exec(problem) ?? [];
          expect(Number(column), problem).toBeLessThanOrEqual((lines[Number(line) - 1]?.length ?? -1) + 1);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("that is no YAML at all is refused too", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        expect(problemsOf(text).length).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
  });

  it("that is a scenario means the same when read again", () => {
    for (const text of texts) expect(parseText(text)).toEqual(parseText(text));
  });
});
