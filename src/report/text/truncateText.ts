import { displayWidth } from "./displayWidth.ts";

/** The text, or its beginning with `…` where it is wider than so many columns. */
export function truncateText(text: string, widthColumns: number): string {
  if (displayWidth(text) <= widthColumns) return text;
  let kept = "";
  for (const character of text) {
    if (displayWidth(kept + character) > widthColumns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
