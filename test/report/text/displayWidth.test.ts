import { describe, expect, it } from "vitest";
import { displayWidth } from "../../../src/report/text/displayWidth.ts";
import { truncateText } from "../../../src/report/text/truncateText.ts";
import { wrapText } from "../../../src/report/text/wrapText.ts";

describe("the width of a text on a terminal", () => {
  it("is a column for each letter, two for a wide character, none for what stands above another one", () => {
    const widths: readonly (readonly [string, number])[] = [
      ["", 0],
      ["abc é –×", 8],
      ["滚动", 4],
      ["한글", 4],
      ["ﾊﾝ", 2],
      ["ＡＢ", 4],
      ["豈", 2],
      ["🚀", 2],
      ["✂", 2],
      ["𠀀𠮷", 4],
      ["e\u0301", 1],
      ["a\u20ddb", 2],
      ["a\u200bb\u200dc\ufe0f", 3],
    ];
    expect(widths.map(([text]) => [text, displayWidth(text)])).toEqual(widths);
  });

  it("does not count codes for colours", () => {
    expect(displayWidth("\u001b[1m\u001b[31;1mred\u001b[0m\u001b[m")).toBe(3);
    expect(displayWidth("[1m")).toBe(3);
  });
});

describe("a text cut short", () => {
  it("is whole where it fits, and ends with an ellipsis where it does not", () => {
    const cut = [6, 5, 4, 1].map((width) => truncateText("abcde", width));
    expect(cut).toEqual(["abcde", "abcde", "abc…", "…"]);
    expect(truncateText("滚动更新", 7)).toBe("滚动更…");
    expect(truncateText("滚动更新", 6)).toBe("滚动…");
  });
});

describe("a text in lines", () => {
  it("is broken at spaces, as late as possible", () => {
    expect(wrapText("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrapText("one two three", 6)).toEqual(["one", "two", "three"]);
    expect(wrapText("one  \n two", 10)).toEqual(["one two"]);
    expect(wrapText("", 10)).toEqual([""]);
  });

  it("breaks a longer word anywhere, and begins it on a line of its own", () => {
    expect(wrapText("abcdefgh", 3)).toEqual(["abc", "def", "gh"]);
    expect(wrapText("abc", 3)).toEqual(["abc"]);
    expect(wrapText("x abcdef", 3)).toEqual(["x", "abc", "def"]);
    expect(wrapText("滚动更", 4)).toEqual(["滚动", "更"]);
  });
});
