import type { KeyEntry } from "./KeyEntry.ts";

/** A key that shapes the forecast. `otherwise`: what runs where it is left out. */
export function modelled(as: string, otherwise?: string): KeyEntry {
  return { fate: { kind: "modelled", as }, ...(otherwise === undefined ? {} : { otherwise }) };
}

/** A key without a part in any forecast. */
export function idle(because: string): KeyEntry {
  return { fate: { kind: "idle", because } };
}

/** A key that changes what runs, which the forecast does not follow; but for values that change nothing. */
export function unmodelled(
  effect: string,
  instead: string | null,
  isHarmless?: (value: unknown) => boolean,
): KeyEntry {
  const fate = { kind: "unmodelled", effect, instead } as const;
  return isHarmless === undefined ? { fate } : { fate, isHarmless };
}

/** A former name of the key `now`, taken until a version of Ray. */
export function deprecated(now: string, until: string): KeyEntry {
  return { fate: { kind: "deprecated", now, until } };
}

/** A key that neither installed package has, and where it is known from. */
export function documented(document: string, entry: KeyEntry): KeyEntry {
  return { ...entry, document };
}
