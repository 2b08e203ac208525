import { escapeHtml } from "./escapeHtml.ts";

/** HTML that is safe to put on a page as it stands. */
export interface SafeHtml {
  readonly markup: string;
}

type Part = string | number | SafeHtml | readonly SafeHtml[];

/** A template of HTML: texts put into it are escaped, pieces of HTML stay as they are. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): SafeHtml {
  const markup = strings.reduce((page, text, index) => {
    const part = parts[index - 1];
    return index === 0 ? text : page + (part === undefined ? "" : partMarkup(part)) + text;
  }, "");
  return { markup };
}

function partMarkup(part: Part): string {
  if (typeof part === "string") return escapeHtml(part);
  if (typeof part === "number") return String(part);
  return "markup" in part ? part.markup : part.map((piece) => piece.markup).join("");
}
