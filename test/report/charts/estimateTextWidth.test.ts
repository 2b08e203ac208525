import { describe, expect, it } from "vitest";
import { estimateTextWidth } from "../../../src/report/charts/estimateTextWidth.ts";

const classes = ["ijl.,:;'|!I", "frt()[]-/ ", "abcxyz0189_~", "ABXYZ", "mwMWO@%", "滚é🚀"];

describe("the estimated width of a text", () => {
  it("is the same within a class of characters, and larger from class to class", () => {
    const widths = classes.map((characters) => {
      const each = [...characters].map((character) => estimateTextWidth(character.repeat(10), 10));
      expect(new Set(each).size, characters).toBe(1);
      return each[0];
    });
    expect(widths).toEqual([34, 42, 63, 72, 95, 100]);
  });

  it("adds up over the text, in whole pixels of the font's size", () => {
    expect(estimateTextWidth("", 12)).toBe(0);
    expect(estimateTextWidth("iM", 100)).toBe(34 + 95);
    expect(estimateTextWidth("i", 10)).toBe(4);
  });
});
