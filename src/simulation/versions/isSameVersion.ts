import type { ServiceVersion } from "../Scenario.ts";

/** Whether two versions were deployed from the same config; where one has none, whether they run the same. */
export function isSameConfig(one: ServiceVersion, other: ServiceVersion): boolean {
  if (one.config === undefined || other.config === undefined) return isSameVersion(one, other);
  return canonical(one.config) === canonical(other.config);
}

/** Whether two versions are the same, config and behaviour. */
export function isSameVersion(one: ServiceVersion, other: ServiceVersion): boolean {
  return one === other || canonical(one) === canonical(other);
}

/** A text that is the same for values that differ only in the order of their keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
