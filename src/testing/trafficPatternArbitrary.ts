import * as fc from "fast-check";

/** Shares of the canary in a full surge: ascending whole percentages that end at 100. */
export function trafficPatternArbitrary(): fc.Arbitrary<readonly number[]> {
  return fc
    .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 6 })
    .map((shares) => [...shares.sort((a, b) => a - b), 100]);
}
