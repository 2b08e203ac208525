import type { KeyPath } from "../problems/KeyPath.ts";

/** A value without some of its places. */
export interface Rest {
  readonly value: unknown;
  /** Where a place of it was written: entries of lists move up when others are left out. */
  writtenPath(path: KeyPath): KeyPath;
}

/** A value from which places are taken away, or something else is put there. The value itself stays as it is. */
export class Cut {
  readonly #value: unknown;
  readonly #removed = new Set<string>();
  /** What stands in for keys, by the map that they are in. */
  readonly #standIns = new Map<string, Map<string, unknown>>();

  constructor(value: unknown) {
    this.#value = value;
  }

  /** Puts something at a key of a map, in place of what is there. */
  replace(path: KeyPath, standIn: unknown): void {
    const map = idOf(path.slice(0, -1));
    const keys = this.#standIns.get(map) ?? new Map<string, unknown>();
    keys.set(String(path.at(-1)), standIn);
    this.#standIns.set(map, keys);
    this.#removed.add(idOf(path));
  }

  /**
   * Takes a place away, or what is around it where there is nothing (any more). Returns what was taken; `null` where that
   * would be everything.
   */
  remove(path: KeyPath): KeyPath | null {
    if (path.length === 0) return null;
    const id = idOf(path);
    if (this.#removed.has(id) || valueAt(this.#value, path) === undefined)
      return this.remove(path.slice(0, -1));
    this.#removed.add(id);
    return path;
  }

  /** Whether something was put there, or it was taken away. */
  has(path: KeyPath): boolean {
    return this.#removed.has(idOf(path));
  }

  keysAt(path: KeyPath): readonly string[] {
    const found = valueAt(this.#value, path);
    return typeof found === "object" && found !== null ? Object.keys(found) : [];
  }

  rest(): Rest {
    const keptIndexes = new Map<string, readonly number[]>();
    return {
      value: this.#copy(this.#value, [], [], keptIndexes),
      writtenPath: (path) =>
        path.map((part, depth) =>
          typeof part === "number" ? (keptIndexes.get(idOf(path.slice(0, depth)))?.[part] ?? part) : part,
        ),
    };
  }

  #copy(
    value: unknown,
    written: KeyPath,
    now: KeyPath,
    keptIndexes: Map<string, readonly number[]>,
  ): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) {
      const kept = [...value.keys()].filter((index) => !this.has([...written, index]));
      if (kept.length < value.length) keptIndexes.set(idOf(now), kept);
      return kept.map((index, place) =>
        this.#copy(value[index], [...written, index], [...now, place], keptIndexes),
      );
    }
    const entries = Object.entries(value)
      .filter(([key]) => !this.has([...written, key]))
      .map(
        ([key, inner]) => [key, this.#copy(inner, [...written, key], [...now, key], keptIndexes)] as const,
      );
    return Object.fromEntries([...entries, ...(this.#standIns.get(idOf(written)) ?? [])]);
  }
}

function idOf(path: KeyPath): string {
  return JSON.stringify(path);
}

function valueAt(value: unknown, path: KeyPath): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, part)) return undefined;
    found = Reflect.get(found, part);
  }
  return found;
}
