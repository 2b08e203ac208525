import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseText, problemsOf } from "./parseText.ts";
import { placesIn, replacements, withAt } from "./places.ts";

const texts = readdirSync("scenarios")
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => readFileSync(`scenarios/${file}`, "utf8"))
  // Those whose service stands in a file of its own need that file.
  .filter((text) => !/^service: \S/m.test(text))
  .map((text) => text.replaceAll(/traces\/[\w-]+\.csv/g, "trace.csv"));

const breaks = fc.array(fc.tuple(fc.nat(), replacements), { minLength: 1, maxLength: 4 });

describe("any text", () => {
  it("is a scenario, or is refused with places inside the text", () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), breaks, (text, choices) => {
        const broken = JSON.stringify(
          choices.reduce((value: unknown, [choice, replacement]) => {
            const places = placesIn(value);
            return withAt(value, places[choice % places.length]!, replacement);
          }, parse(text)),
          null,
          1,
        );
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
    // A function is no value to compare: what it does is held by the tests of deploys and of strategies.
    expect.addEqualityTesters([
      (one, other) => (typeof one === "function" && typeof other === "function" ? true : undefined),
    ]);
    for (const text of texts) expect(parseText(text)).toEqual(parseText(text));
  });
});
