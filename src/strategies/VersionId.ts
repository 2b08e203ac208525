declare const brand: unique symbol;

/** Names one version of a service for as long as a run lasts: a whole number, in the order in which versions were made. */
export type VersionId = number & { readonly [brand]: "VersionId" };

/** @param index a whole number of at least 0, not given to another version. */
export function versionId(index: number): VersionId {
  if (!Number.isSafeInteger(index) || index < 0) throw new Error(`a version cannot have the number ${index}`);
  return index as VersionId;
}
