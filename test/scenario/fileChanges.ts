import fc from "fast-check";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Values of every kind where none of them belongs. */
const odd: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    false,
    "",
    "x",
    " ",
    "-",
    "0",
    "1h",
    "-1s",
    "1e999",
    "NaN",
    "..",
    "/etc/passwd",
    "constructor",
    "toString",
    "\u202e",
    "💥",
  ),
  fc.constantFrom<Json>(
    0,
    -1,
    1,
    0.5,
    1e9,
    1e308,
    -1e308,
    5e-324,
    Number.MAX_SAFE_INTEGER,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ),
  fc.constantFrom<Json>([], {}, [[]], [{}], [null], { constructor: 1 }, { a: { b: { c: 1 } } }),
  fc.nat(5000).map((length) => "y".repeat(length)),
  fc.nat(60).map((depth) => {
    let nested: Json = 1;
    for (let level = 0; level < depth; level++) nested = level % 2 === 0 ? [nested] : { deeper: nested };
    return nested;
  }),
  fc.nat(300).map((length) => Array.from({ length }, (_, index) => index)),
);

/** Evenly from 0 to 1: doubles of fast-check are mostly next to 0, which is always the first place of a file. */
export const share = fc.noBias(fc.nat(999_999)).map((millionths) => millionths / 1e6);

/** One change of a file at a place of it. */
export interface Change {
  /** Which of the places of the file, as a share of them. */
  readonly at: number;
  readonly from: number;
  readonly kind: "drop" | "replace" | "copy" | "rename" | "repeat";
  readonly value: Json;
  readonly key: string;
}

/** Changes of every kind, with values that belong somewhere else. */
export const change: fc.Arbitrary<Change> = fc.record({
  at: share,
  from: share,
  kind: fc.constantFrom("drop", "replace", "copy", "rename", "repeat"),
  value: odd,
  key: fc.oneof(
    fc.constantFrom("constructor", "name", "at", "toString", "kind", "deployments", ""),
    fc.string({ maxLength: 12 }),
  ),
});

type Place = { readonly holder: Json[] | Map<string, unknown>; readonly key: number | string };

/** Maps as Maps, so that no key is special to the one who changes them. */
export function thaw(value: Json): unknown {
  if (Array.isArray(value)) return value.map(thaw);
  if (typeof value === "object" && value !== null) {
    return new Map(Object.entries(value).map(([key, inner]) => [key, thaw(inner)]));
  }
  return value;
}

function placesOf(value: unknown): Place[] {
  if (Array.isArray(value)) {
    return value.flatMap((inner, key) => [{ holder: value, key }, ...placesOf(inner)]);
  }
  if (!(value instanceof Map)) return [];
  const map: Map<string, unknown> = value;
  return [...map].flatMap(([key, inner]) => [{ holder: map, key }, ...placesOf(inner)]);
}

function valueAt({ holder, key }: Place): unknown {
  return holder instanceof Map ? holder.get(String(key)) : holder[Number(key)];
}

function put({ holder, key }: Place, value: unknown): void {
  if (holder instanceof Map) holder.set(String(key), value);
  else holder.splice(Number(key), 1, value as Json);
}

/** Changes the file in place. */
export function apply(file: unknown, { at, from, kind, value, key }: Change): void {
  const places = placesOf(file);
  const place = places[Math.floor(at * places.length)];
  const other = places[Math.floor(from * places.length)];
  if (place === undefined || other === undefined) return;
  const { holder } = place;
  switch (kind) {
    case "drop":
      if (holder instanceof Map) holder.delete(String(place.key));
      else holder.splice(Number(place.key), 1);
      return;
    case "replace":
      put(place, thaw(value));
      return;
    case "copy":
      put(place, structuredClone(valueAt(other)));
      return;
    case "rename":
      if (holder instanceof Map) {
        holder.set(key, holder.get(String(place.key)));
        holder.delete(String(place.key));
      }
      return;
    case "repeat":
      if (holder instanceof Map) holder.set(`${place.key}2`, structuredClone(valueAt(place)));
      else holder.push(structuredClone(valueAt(place)) as Json);
      return;
  }
}

/** A number or a duration that becomes another one of its kind. */
export interface Nudge {
  /** Which of the numbers of the file, as a share of them. */
  readonly at: number;
  readonly factor: number;
}

export const nudge: fc.Arbitrary<Nudge> = fc.record({
  at: share,
  factor: fc.constantFrom(0, 0.1, 0.5, 0.9, 1.5, 2, 3, 10, 100),
});

/** Changes one number in place; files so changed are mostly read, and play otherwise. */
export function applyNudge(file: unknown, { at, factor }: Nudge): void {
  const numbers = placesOf(file).filter((place) => nudged(valueAt(place), factor) !== null);
  const place = numbers[Math.floor(at * numbers.length)];
  if (place !== undefined) put(place, nudged(valueAt(place), factor));
}

function nudged(value: unknown, factor: number): number | string | null {
  if (typeof value === "number") {
    return Number.isInteger(value) ? Math.round(value * factor) : value * factor;
  }
  const [, amount, unit] = typeof value === "string" ? (/^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value) ?? []) : [];
  return amount === undefined ? null : `${Number((Number(amount) * factor).toFixed(3))}${unit}`;
}
