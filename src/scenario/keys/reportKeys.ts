import { describeValue } from "../problems/describeValue.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import { findMeantKey, type MeantKey } from "./findMeantKey.ts";
import type { KeyEntry, KeyReader, KeySection } from "./KeyEntry.ts";
import { keyPathOf, keySectionAt } from "./serviceKeys.ts";

/** Nobody reads more, and each is compared with every known key. */
const mostUnknownKeys = 50;
const mostIdleKeys = 20;

/** A map of the config on the way to the one that is looked at, the config itself first. */
interface Level {
  readonly section: KeySection;
  readonly value: object;
}

/**
 * Tells what becomes of the keys of a service config as it was written: of unknown and misplaced ones what Ray Serve does, of
 * those that the forecast does not follow what they would change, and of all that play no part once.
 */
export function reportKeys(config: object, path: KeyPath, reporter: Reporter): void {
  const walk = new KeyWalk(reporter, { isOurs: false });
  walk.visit({ levels: [], sectionPath: "", value: config, path, isIdle: false });
  walk.finish(path);
}

/** The same of the options that a scenario says a deployment has in its code; unknown ones are refused there. */
export function reportCodeKeys(options: object, path: KeyPath, reporter: Reporter): void {
  const walk = new KeyWalk(reporter, { isOurs: true });
  walk.visit({
    levels: [],
    sectionPath: "applications[].deployments[]",
    value: options,
    path,
    isIdle: false,
  });
  walk.finish(path);
}

class KeyWalk {
  readonly #reporter: Reporter;
  /** Whether the keys stand in a section of the scenario's own, which nobody but us reads. */
  readonly #isOurs: boolean;
  readonly #idleKeys = new Set<string>();
  #unknownKeys = 0;

  constructor(reporter: Reporter, { isOurs }: { readonly isOurs: boolean }) {
    this.#reporter = reporter;
    this.#isOurs = isOurs;
  }

  visit(place: {
    readonly levels: readonly Level[];
    readonly sectionPath: string;
    readonly value: unknown;
    readonly path: KeyPath;
    /** Whether a key above has been told of, so that those below need not be. */
    readonly isIdle: boolean;
  }): void {
    const { sectionPath, value, path } = place;
    const section = keySectionAt(sectionPath);
    if (section === undefined || !isMap(value)) return;
    const levels = [...place.levels, { section, value }];
    for (const [key, below] of Object.entries(value)) {
      if (below === undefined) continue;
      const entry = section.entries.get(key);
      if (entry === undefined) {
        this.#tellUnknown(key, levels, [...path, key]);
        continue;
      }
      const isTold = this.#tellFate(entry, {
        keyPath: keyPathOf(section, key),
        value: below,
        path: [...path, key],
        isIdle: place.isIdle,
      });
      const inside = { levels, isIdle: place.isIdle || isTold };
      this.visit({ ...inside, sectionPath: keyPathOf(section, key), value: below, path: [...path, key] });
      if (!Array.isArray(below)) continue;
      for (const [index, item] of below.entries()) {
        const itemPath = [...path, key, index];
        this.visit({ ...inside, sectionPath: `${keyPathOf(section, key)}[]`, value: item, path: itemPath });
      }
    }
  }

  finish(path: KeyPath): void {
    if (this.#unknownKeys > mostUnknownKeys) {
      const more = this.#unknownKeys - mostUnknownKeys;
      this.#reporter.warning(path, `has ${more} more keys that are unknown where they stand`, "key");
    }
    if (this.#idleKeys.size === 0) return;
    const keys = [...this.#idleKeys];
    const shown = keys.slice(0, mostIdleKeys).join(", ");
    const more = keys.length > mostIdleKeys ? `, … (${keys.length})` : "";
    this.#reporter.note(path, `these keys play no part in the forecast: ${shown}${more}`, "key");
  }

  /** Returns whether what stands below has been told of with it. */
  #tellFate(
    { fate, isHarmless }: KeyEntry,
    place: {
      readonly keyPath: string;
      readonly value: unknown;
      readonly path: KeyPath;
      readonly isIdle: boolean;
    },
  ): boolean {
    if (place.value === null) return false;
    switch (fate.kind) {
      case "modelled":
      case "deprecated":
        return false;
      case "idle":
        if (!place.isIdle) this.#idleKeys.add(place.keyPath);
        return true;
      case "unmodelled": {
        if (isHarmless?.(place.value) === true) return true;
        const standIn = fate.instead === null ? "" : `; what can stand in: ${fate.instead}`;
        this.#reporter.warning(place.path, `is not played: ${fate.effect}${standIn}`, "key");
        return true;
      }
      default:
        return fate satisfies never;
    }
  }

  #tellUnknown(key: string, levels: readonly Level[], path: KeyPath): void {
    this.#unknownKeys++;
    if (this.#unknownKeys > mostUnknownKeys) return;
    const { section } = levels.at(-1)!;
    const meant = findMeantKey(key, section);
    if (this.#isOurs) {
      this.#reporter.problem(path, `unknown key${describeMeant(meant, section)}`, "key");
      return;
    }
    const message = describeUnknown(meant, levels);
    if (section.reader === "ray-refuses") this.#reporter.problem(path, message, "key");
    else this.#reporter.warning(path, message, "key");
  }
}

const whatComesOfIt: { readonly [reader in KeyReader]: string } = {
  "ray-ignores": "Ray Serve ignores it in silence",
  "ray-refuses": "Ray Serve refuses the config for it",
  "client-refuses": "the Anyscale client refuses it",
  both: "Ray Serve ignores it in silence, and the Anyscale client refuses it",
  api: "the service's API does not have it",
};

function describeUnknown(meant: MeantKey | null, levels: readonly Level[]): string {
  const { section } = levels.at(-1)!;
  const outcome = whatComesOfIt[section.reader];
  if (meant === null) return `unknown key without effect: ${outcome}`;
  const runs = section.reader === "ray-refuses" ? "" : whatRuns(meant, levels);
  const kind = meant.section.path === section.path ? "unknown" : "misplaced";
  return `${kind} key: ${outcome}${runs}${describeMeant(meant, section)}`;
}

function describeMeant(meant: MeantKey | null, section: KeySection): string {
  if (meant === null) return "";
  if (meant.section.path === section.path) return `; did you mean ${JSON.stringify(meant.key)}?`;
  const { called } = meant.section;
  const home = called.startsWith("the ") ? `to ${called}` : `inside ${called}`;
  return `; ${JSON.stringify(meant.key)} belongs ${home}`;
}

/** What is in force in the place of the unknown key. */
function whatRuns({ section, key, entry }: MeantKey, levels: readonly Level[]): string {
  const written = valueNear(section.path, key, levels);
  if (written !== undefined && written !== null)
    return `, and ${key} is ${describeValue(written)} as written`;
  if (entry.otherwise === undefined) return "";
  // What a config leaves out of a deployment may stand in its code.
  const code = section.path.startsWith("applications[].deployments[]") ? ", or what the code says" : "";
  return `, so that ${key} is ${entry.otherwise}, the default${code}`;
}

/** What stands under a key of a map near the last level; `undefined` where nothing does, or where it is one of many. */
function valueNear(sectionPath: string, key: string, levels: readonly Level[]): unknown {
  const above = levels.findLast(
    ({ section: { path } }) => path === "" || sectionPath === path || sectionPath.startsWith(`${path}.`),
  );
  if (above === undefined) return undefined;
  const { path } = above.section;
  const rest = sectionPath
    .slice(path.length)
    .split(".")
    .filter((part) => part !== "");
  let value: unknown = above.value;
  for (const part of [...rest, key]) {
    if (!isMap(value) || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
