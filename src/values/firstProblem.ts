import type { Check } from "./Check.ts";

/**
 * What is wrong first with the named values of a map, in words; `null`: nothing. Each has its check, and those in `optional` may be left
 * out.
 */
export function firstProblem(
  given: Readonly<Record<string, unknown>>,
  checks: Readonly<Record<string, Check>>,
  optional: readonly string[],
): string | null {
  for (const key of Object.keys(given)) {
    if (Object.hasOwn(checks, key)) continue;
    return `${key}: is unknown; known are ${["kind", ...Object.keys(checks)].join(", ")}`;
  }
  for (const [key, check] of Object.entries(checks)) {
    const value = given[key];
    if (value === undefined) {
      if (optional.includes(key)) continue;
      return `${key}: is missing`;
    }
    const reason = check(value);
    if (reason !== null) return `${key}: ${reason}`;
  }
  return null;
}
