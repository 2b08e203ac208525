import type { Rehearsal } from "../rehearsal/rehearse.ts";
import type { Attempt } from "./Attempt.ts";

/** A change with which the update finishes, and how it went with it. */
export interface Found<Change> {
  readonly change: Change;
  readonly rehearsal: Rehearsal;
  /** All before it were tried. */
  readonly isProven: boolean;
}

/**
 * The first of changes, from the smallest on, with which the update finishes; `null`: with none. Where they are too many to be tried
 * one after the other, it is found by halving, for what finishes with less mostly does with more.
 */
export function smallest<Change>(
  changes: readonly Change[],
  attempt: Attempt,
  tried: (change: Change) => Rehearsal | null,
): Found<Change> | null {
  if (changes.length <= attempt.affordable) {
    for (const change of changes) {
      const rehearsal = tried(change);
      if (rehearsal !== null) return { change, rehearsal, isProven: true };
    }
    return null;
  }
  return halve(changes, tried);
}

function halve<Change>(
  changes: readonly Change[],
  tried: (change: Change) => Rehearsal | null,
): Found<Change> | null {
  let none = -1;
  let enough = changes.length - 1;
  let found = tried(changes[enough] as Change);
  if (found === null) return null;
  while (enough - none > 1) {
    const middle = Math.floor((none + enough) / 2);
    const rehearsal = tried(changes[middle] as Change);
    if (rehearsal === null) none = middle;
    else {
      enough = middle;
      found = rehearsal;
    }
  }
  return { change: changes[enough] as Change, rehearsal: found, isProven: enough === 0 };
}
