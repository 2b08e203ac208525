declare const brand: unique symbol;

/** A version by its place among the versions of a run, where statistics are kept of it. */
export type VersionIndex = number & { readonly [brand]: "VersionIndex" };

/** @param index a whole number of at least 0, in the order in which versions come. */
export function versionIndex(index: number): VersionIndex {
  return index as VersionIndex;
}
