/**
 * Where the steps of a Poisson process's rate begin, in bins: the likeliest ones, each at this price in the logarithm of the likelihood
 * (optimal partitioning, B. Jackson et al., IEEE Signal Processing Letters 12, 2005).
 */
export function partition(
  counts: ArrayLike<number>,
  widths: ArrayLike<number>,
  price: number,
): readonly number[] {
  const bins = counts.length;
  const sums = new Float64Array(bins + 1);
  const until = new Float64Array(bins + 1);
  for (let i = 0; i < bins; i += 1) {
    sums[i + 1] = sums[i]! + counts[i]!;
    until[i + 1] = until[i]! + widths[i]!;
  }
  const best = new Float64Array(bins + 1).fill(Number.NEGATIVE_INFINITY);
  const from = new Int32Array(bins + 1);
  best[0] = 0;
  for (let end = 1; end <= bins; end += 1) {
    for (let start = 0; start < end; start += 1) {
      const many = sums[end]! - sums[start]!;
      const likelihood = many === 0 ? 0 : many * Math.log(many / (until[end]! - until[start]!)) - many;
      const value = best[start]! + likelihood - price;
      if (value > best[end]!) {
        best[end] = value;
        from[end] = start;
      }
    }
  }
  const starts: number[] = [];
  for (let end = bins; end > 0; end = from[end]!) starts.push(from[end]!);
  return starts.reverse();
}
