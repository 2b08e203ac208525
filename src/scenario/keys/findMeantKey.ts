import { suggestName } from "../problems/suggestName.ts";
import type { KeyEntry, KeySection } from "./KeyEntry.ts";
import { serviceKeySections } from "./serviceKeys.ts";

/** Where a key that is unknown in its place was probably meant to stand, and how it is called there. */
export interface MeantKey {
  readonly section: KeySection;
  readonly key: string;
  readonly entry: KeyEntry;
}

/** Maps further away than that are about something else. */
const mostSteps = 2;

/**
 * The known key that an unknown one of a section was probably meant for: its namesake in a map nearby, else a similar one of
 * its own section, else a similar one nearby. `null` where none is near.
 */
export function findMeantKey(key: string, section: KeySection): MeantKey | null {
  const nearby = serviceKeySections
    .filter(({ path }) => path !== section.path && stepsBetween(path, section.path) <= mostSteps)
    .toSorted((one, other) => stepsBetween(one.path, section.path) - stepsBetween(other.path, section.path));
  const namesake = nearby.find(({ keys }) => Object.hasOwn(keys, key) && isModelled(keys[key]));
  if (namesake !== undefined) return meant(namesake, key);
  const own = similarKey(key, section, isCurrent);
  if (own !== null) return own;
  for (const other of nearby) {
    const similar = similarKey(key, other, isModelled);
    if (similar !== null) return similar;
  }
  return null;
}

function similarKey(
  key: string,
  section: KeySection,
  counts: (entry: KeyEntry | undefined) => boolean,
): MeantKey | null {
  const similar = suggestName(
    key,
    Object.keys(section.keys).filter((known) => counts(section.keys[known])),
  );
  return similar === null ? null : meant(section, similar);
}

function meant(section: KeySection, key: string): MeantKey {
  return { section, key, entry: section.keys[key]! };
}

function isModelled(entry: KeyEntry | undefined): boolean {
  return entry?.fate.kind === "modelled";
}

function isCurrent(entry: KeyEntry | undefined): boolean {
  return entry !== undefined && entry.fate.kind !== "deprecated";
}

/** Steps from one map of a config to another, up and down. */
function stepsBetween(one: string, other: string): number {
  const [left, right] = [partsOf(one), partsOf(other)];
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared++;
  return left.length + right.length - 2 * shared;
}

function partsOf(path: string): readonly string[] {
  return path === "" ? [] : path.split(".");
}
