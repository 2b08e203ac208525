import * as fc from "fast-check";

export type Path = readonly (string | number)[];

/** Every place in a value, the value itself included. */
export function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))];
}

/** The value with another one at the place. */
export function withAt(value: unknown, path: Path, replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.map((inner, index) =>
      String(index) === String(key) ? withAt(inner, rest, replacement) : inner,
    );
  }
  const entries = Object.entries(value as object);
  return Object.fromEntries(
    entries.map(([name, inner]) => [name, name === String(key) ? withAt(inner, rest, replacement) : inner]),
  );
}

/** What may stand anywhere by mistake. */
export const replacements = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    "",
    -1,
    0,
    1e308,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    [],
    {},
    "auto",
    "1s",
    [null],
    { a: {} },
  ),
  fc.jsonValue(),
);
