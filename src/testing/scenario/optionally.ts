import * as fc from "fast-check";

/** Leaves each key out now and then: a record whose keys are all optional. */
export function optionally<Shape extends object>(
  arbitraries: {
    readonly [Key in keyof Shape]: fc.Arbitrary<Shape[Key]>;
  },
) {
  return fc.record<Shape, never>(arbitraries, { requiredKeys: [] });
}
