/** A share of a histogram: so many values above `low` and at most `high`, which is `Infinity` for the last one. */
export interface Bucket {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** What is known of a random quantity, in the unit of its values: seconds of times, tokens of sizes. */
export type Observations =
  /** Values as they were measured, and lower bounds of values that were cut off (a timeout, a failure). */
  | { readonly kind: "measured"; readonly values: Float64Array; readonly cutOff: Float64Array }
  /** Only how many lie between which bounds, bounds ascending. */
  | { readonly kind: "counted"; readonly buckets: readonly Bucket[] };

/** How many values were measured or counted; those that were cut off are none of them. */
export function observedCount(observations: Observations): number {
  return observations.kind === "measured"
    ? observations.values.length
    : observations.buckets.reduce((sum, { count }) => sum + count, 0);
}
