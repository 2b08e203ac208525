import { anyscaleSections } from "./anyscaleSections.ts";
import type { KeyEntry, KeySection } from "./KeyEntry.ts";
import { raySections } from "./raySections.ts";

/**
 * Every key of a service config that Ray Serve 2.60.0 or the Anyscale client 0.26.112 knows, with what becomes of it, and
 * the few that are known from documents alone. `test/oracles/service-keys` holds it to the installed packages.
 */
export const serviceKeySections: readonly KeySection[] = [...anyscaleSections, ...raySections];

interface IndexedSection extends KeySection {
  readonly entries: ReadonlyMap<string, KeyEntry>;
}

const byPath: ReadonlyMap<string, IndexedSection> = new Map(
  serviceKeySections.map((section) => [
    section.path,
    { ...section, entries: new Map(Object.entries(section.keys)) },
  ]),
);

/** The section that stands at a path of the table; `undefined` where keys are names of the user's own. */
export function keySectionAt(path: string): IndexedSection | undefined {
  return byPath.get(path);
}

/** The path of a key of the table, as in `applications[].deployments[].num_replicas`. */
export function keyPathOf(section: KeySection, key: string): string {
  return section.path === "" ? key : `${section.path}.${key}`;
}
