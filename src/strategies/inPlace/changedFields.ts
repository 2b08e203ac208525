import { isRecord } from "../../values/isRecord.ts";

/** The fields in which two parts of a config differ, in the order of the second, then of the first; null is absence. */
export function changedFields(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] {
  const fields = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  // Anyscale and Ray Serve read a null option as one that is not given.
  return fields.filter(
    (field) => !sameValue(ownValue(before, field) ?? undefined, ownValue(after, field) ?? undefined),
  );
}

/** Structurally, whatever the order of keys; `undefined` is absence. */
function sameValue(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => sameValue(item, other[index]));
  }
  if (isRecord(one) && isRecord(other)) {
    const fields = [...Object.keys(one), ...Object.keys(other)];
    return fields.every((field) => sameValue(ownValue(one, field), ownValue(other, field)));
  }
  return Object.is(one, other);
}

/** An own field only: `constructor` and the like are not options. */
function ownValue(record: Readonly<Record<string, unknown>>, field: string): unknown {
  return Object.hasOwn(record, field) ? record[field] : undefined;
}
