import { formatProblem } from "../../src/scenario/problems/formatProblem.ts";
import { parseText, problemsOf } from "./parseText.ts";

/** Everything that a text is told, word for word and with its places: what is refused, or else warnings and notes. */
export function remarksOf(
  text: string,
  files: Readonly<Record<string, string>> = {},
): {
  readonly refused: readonly string[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
} {
  const refused = problemsOf(text, files);
  if (refused.length > 0) return { refused, warnings: [], notes: [] };
  const { warnings, notes } = parseText(text, files);
  return { refused, warnings: warnings.map(formatProblem), notes: notes.map(formatProblem) };
}
