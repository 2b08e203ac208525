import { displayWidth } from "./displayWidth.ts";

/** Lines of at most so many columns, broken at spaces; words longer than that are broken anywhere. */
export function wrapText(text: string, widthColumns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).flatMap((whole) => cutWord(whole, widthColumns))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (displayWidth(longer) <= widthColumns) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function cutWord(word: string, widthColumns: number): readonly string[] {
  const parts: string[] = [];
  let part = "";
  for (const character of word) {
    if (part !== "" && displayWidth(part + character) > widthColumns) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  return [...parts, part];
}
