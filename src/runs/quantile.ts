/** Figures from the smallest to the largest; those that were not measured come last, as what never came. */
export function inOrder(values: readonly (number | null)[]): readonly (number | null)[] {
  return values.toSorted((one, other) => (one ?? Infinity) - (other ?? Infinity) || 0);
}

/**
 * The quantile of figures in order (`inOrder`), in a straight line between the two nearest (type 7 of Hyndman and Fan, 1996, as NumPy has
 * it). `null` where there is none, or where what lies there was not measured.
 */
export function quantile(sorted: readonly (number | null)[], fraction: number): number | null {
  const place = (sorted.length - 1) * fraction;
  const [below, above] = [sorted[Math.floor(place)] ?? null, sorted[Math.ceil(place)] ?? null];
  if (below === null || above === null) return null;
  return below === above ? below : below + (place - Math.floor(place)) * (above - below);
}
