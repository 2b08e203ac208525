import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isChosenStrategy } from "../../src/strategies/ChosenStrategy.ts";
import { isOwnCommand, type OwnCommand } from "../../src/strategies/OwnCommand.ts";
import { versionId } from "../../src/strategies/VersionId.ts";
import { parseText, problemsOf } from "./parseText.ts";
import { placesIn, replacements, withAt } from "./places.ts";

const texts = readdirSync("scenarios")
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => readFileSync(`scenarios/${file}`, "utf8"))
  // Those whose service stands in a file of its own need that file.
  .filter((text) => !/^service: \S/m.test(text))
  .map((text) => text.replaceAll(/traces\/[\w-]+\.csv/g, "trace.csv"));

const breaks = fc.array(fc.tuple(fc.nat(), replacements), { minLength: 1, maxLength: 4 });

/** Whether it is how a rollout begins with a command of a strategy's own. */
function isBeginning(value: unknown): value is (running: string) => unknown {
  return typeof value === "function" && value.name === "begins";
}

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
    // What plays a strategy is made anew with every choice of it; which one it is and how it is to go are values.
    expect.addEqualityTesters([
      function (one, other, testers) {
        if (!isChosenStrategy(one) || !isChosenStrategy(other)) return undefined;
        return one.strategy === other.strategy && this.equals(one.options, other.options, testers);
      },
      // So is a command of a strategy's own: it is what it says.
      function (one, other, testers) {
        if (!isOwnCommand(one) || !isOwnCommand(other)) return undefined;
        const said = ({ strategy, name, description, make }: OwnCommand) => [
          strategy,
          name,
          description,
          make(versionId(7)),
        ];
        return this.equals(said(one), said(other), testers);
      },
      function (one, other, testers) {
        if (!isBeginning(one) || !isBeginning(other)) return undefined;
        return this.equals(one("the one that runs"), other("the one that runs"), testers);
      },
    ]);
    const read = (text: string) => {
      // A function that is made with every reading; what it does is held by the tests of live deploys.
      const { compileService: _, ...values } = parseText(text);
      return values;
    };
    for (const text of texts) expect(read(text)).toEqual(read(text));
  });
});
