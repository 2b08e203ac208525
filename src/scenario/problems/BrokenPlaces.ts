import type { KeyPath } from "./KeyPath.ts";

/** A place, or many: `"*"` stands for any key or index. */
export type PlacePattern = readonly (string | number)[];

/** A map with a key that nobody knows. */
interface MapWithUnknownKey {
  readonly path: KeyPath;
  readonly keys: ReadonlySet<string>;
}

/**
 * The places of a file that cannot be read. A key that nobody knows breaks every key that is missing beside it, for it may
 * stand for any of those.
 */
export class BrokenPlaces {
  readonly #places: KeyPath[] = [];
  readonly #misspelt: MapWithUnknownKey[] = [];

  addPlace(path: KeyPath): void {
    this.#places.push(path);
  }

  /** @param keys all keys that the map has. */
  addMapWithUnknownKey(path: KeyPath, keys: readonly string[]): void {
    this.#misspelt.push({ path, keys: new Set(keys) });
  }

  get isEmpty(): boolean {
    return this.#places.length === 0 && this.#misspelt.length === 0;
  }

  /** Whether the place, or a map or list around it, cannot be read. */
  holds(path: KeyPath): boolean {
    return this.#places.some((place) => place.length <= path.length && overlaps(path, place));
  }

  /** Whether anything at, around or inside these places cannot be read. */
  touches(pattern: PlacePattern): boolean {
    return (
      this.#places.some((place) => overlaps(pattern, place)) ||
      this.#misspelt.some(({ path, keys }) => {
        if (!overlaps(pattern, path)) return false;
        const key = pattern[path.length];
        return key === undefined || !keys.has(String(key));
      })
    );
  }
}

/** Whether one of the two leads to the other. */
function overlaps(pattern: PlacePattern, path: KeyPath): boolean {
  const length = Math.min(pattern.length, path.length);
  for (let index = 0; index < length; index++) {
    if (pattern[index] !== "*" && String(pattern[index]) !== String(path[index])) return false;
  }
  return true;
}
