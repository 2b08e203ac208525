import { roundTo } from "./roundTo.ts";

/** Plain data as JSON, keys in their own order, numbers with at most six decimals. */
export function formatJson(data: unknown, options: { readonly indent: number }): string {
  const replace = (_key: string, value: unknown) => (typeof value === "number" ? roundTo(value, 6) : value);
  return JSON.stringify(data, replace, options.indent);
}
