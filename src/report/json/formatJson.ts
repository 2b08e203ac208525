import { escapeControls } from "../text/escapeControls.ts";
import { roundTo } from "../text/roundTo.ts";

/** Plain data as JSON, keys in their own order, numbers with at most six decimals, control characters escaped. */
export function formatJson(data: unknown, options: { readonly indent: number }): string {
  const replace = (_key: string, value: unknown) => (typeof value === "number" ? roundTo(value, 6) : value);
  return escapeControls(JSON.stringify(data, replace, options.indent));
}
