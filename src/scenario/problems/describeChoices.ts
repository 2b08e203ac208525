import { suggestName } from "./suggestName.ts";

/** `did you mean "x"?` where a known name is near, else the list of what is known. */
export function describeChoices(found: string, known: readonly string[], what: string): string {
  if (known.length === 0) return `there is no ${what}`;
  const suggestion = suggestName(found, known);
  const shown = known.slice(0, 20).join(", ") + (known.length > 20 ? `, … (${known.length})` : "");
  return suggestion === null ? `known ${what}: ${shown}` : `did you mean ${JSON.stringify(suggestion)}?`;
}
