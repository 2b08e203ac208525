import type { RowBucket } from "./RowBucket.ts";

/** Mean of a bucket's rows by their weights; `null` where no row has a value. */
export function weightedMean(
  bucket: RowBucket,
  values: readonly (number | null)[],
  weights: readonly number[],
): number | null {
  let total = 0;
  let weight = 0;
  for (const row of bucket.rows) {
    const value = values[row] ?? null;
    if (value === null) continue;
    total += value * (weights[row] ?? 0);
    weight += weights[row] ?? 0;
  }
  return weight === 0 ? null : total / weight;
}
