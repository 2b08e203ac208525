import { describe, expect, it } from "vitest";
import { checksSection } from "../../../src/report/html/checksSection.ts";
import { expectations, invariants } from "../checks.ts";
import { hostileName } from "../emptyResult.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { readAll, readTables } from "./readPage.ts";

const result = gpuSurgeResult();
// As a browser shows it: without control characters, spaces drawn together.
const shownName = hostileName.replaceAll("\u001b", " ").replaceAll(/ +/g, " ");
const markupOf = (shown: object) =>
  checksSection({ result, invariants: [], expectations: [], ...shown }).markup;

describe("the checks on a page", () => {
  it("tell of each expectation whether it was met, and by what", () => {
    const missed = expectations[0]!;
    const wishes = [
      ...expectations,
      { ...missed, actual: 1234.56789 },
      { ...missed, actual: "rolled-back", passed: false },
    ];
    const [table] = readTables(markupOf({ expectations: wishes }));
    expect(table).toEqual({
      caption: "What the scenario expects of its summary.",
      headers: ["Expectation", "Result", "Actual"],
      kinds: ["text", "text", "number"],
      rows: [
        ["peakGpus <= 10", "passed", "10"],
        ["errorPercent < 0.01", "failed", "0.0206"],
        [shownName, "failed", "not measured"],
        ["peakGpus <= 10", "passed", "1,234.5679"],
        ["peakGpus <= 10", "failed", "rolled-back"],
      ],
      rowClasses: ["plain", "plain", "plain", "plain", "plain"],
    });
  });

  it("tell of each law whether it was kept, with all that broke it", () => {
    const markup = markupOf({ invariants });
    const [table] = readTables(markup);
    expect(table?.headers).toEqual(["Invariant", "Result", "Law"]);
    expect(table?.kinds).toEqual(["moment", "moment", "text"]);
    expect(table?.caption).toMatch(/^Laws that every run must keep; what was not run needs/);
    expect(table?.rows.map((cells) => cells.slice(0, 2))).toEqual([
      ["traffic-whole", "passed"],
      ["surge-bound", "failed"],
      ["replay", "not run"],
    ]);
    expect(table?.rows[0]?.[2]).toBe(invariants[0]?.law);
    expect(table?.rows[1]?.[2]).toMatch(/^total capacity .* at 750 s llm holds 13 replicas/);
    expect(readAll(markup, "li")).toEqual([invariants[1]?.violations[0], shownName]);
  });

  it("are green where they passed, red where they failed, and neither where they were not run", () => {
    const looks = [...markupOf({ invariants }).matchAll(/<span class="([^"]+)">([^<]+)</g)];
    expect(looks.map(([, look, word]) => [look, word])).toEqual([
      ["badge good", "passed"],
      ["badge bad", "failed"],
      ["badge", "not run"],
    ]);
  });

  it("begin with the expectations, and are not there where nothing was checked", () => {
    expect(readAll(markupOf({ invariants, expectations }), "h2")).toEqual(["Expectations", "Invariants"]);
    expect(readAll(markupOf({ invariants }), "h2")).toEqual(["Invariants"]);
    expect(readAll(markupOf({ expectations }), "h2")).toEqual(["Expectations"]);
    expect(markupOf({})).toBe("");
  });
});
