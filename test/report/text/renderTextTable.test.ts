import { describe, expect, it } from "vitest";
import type { TextColumn } from "../../../src/report/tables/TextColumn.ts";
import { renderTextTable } from "../../../src/report/text/renderTextTable.ts";

const columns: readonly TextColumn[] = [
  { header: "name", align: "left", dropOrder: 0, cells: ["a", "bbbbbb"] },
  { header: "most\nat once", align: "right", dropOrder: 2, cells: ["1", "1,000,000"] },
  { header: "why", align: "left", dropOrder: 3, cells: ["", "of it"] },
  { header: "cost", align: "right", dropOrder: 2, cells: ["$1", "$2"] },
  { header: "\nhidden", align: "right", dropOrder: 10, cells: ["x", "y"] },
];
const render = (widthColumns: number, shown = columns) =>
  renderTextTable(shown, {
    widthColumns,
    paintHeader: (text) => (text === "" ? text : text.toUpperCase()),
    paintNote: (text) => `~${text}`,
  });

describe("a table on a terminal", () => {
  it("has its headers at the bottom of their lines, words to the left and numbers to the right", () => {
    expect(render(42)).toEqual([
      "             MOST",
      "NAME      AT ONCE  WHY    COST  HIDDEN",
      "a               1           $1       x",
      "bbbbbb  1,000,000  of it    $2       y",
    ]);
  });

  it("leaves out what does not fit, all of one rank at once, and names it but for what nobody misses", () => {
    expect(render(38)).toHaveLength(4);
    expect(render(37)).toEqual([
      "             MOST",
      "NAME      AT ONCE  WHY    COST",
      "a               1           $1",
      "bbbbbb  1,000,000  of it    $2",
    ]);
    expect(render(29)).toEqual([
      "             MOST",
      "NAME      AT ONCE  COST",
      "a               1    $1",
      "bbbbbb  1,000,000    $2",
      "~(no room for: why)",
    ]);
    expect(render(22)).toEqual(["NAME", "a", "bbbbbb", "~(no room for: most at", "~once, why, cost)"]);
  });

  it("has no rows where there are none, and a column of its own for an empty header", () => {
    const empty = { header: "", align: "left", dropOrder: 0, cells: [] } as const;
    expect(render(40, [empty, { ...empty, header: "b" }])).toEqual(["   B"]);
  });

  it("is refused where what always stays does not fit", () => {
    expect(render(6)[0]).toBe("NAME");
    expect(() => render(5)).toThrow(new RangeError("A table of 6 columns does not fit into 5."));
  });
});
