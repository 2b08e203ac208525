/**
 * How often chance alone gives a greater distance between a measured and a known share of so many values (A. Kolmogorov, 1933; with
 * M. A. Stephens' correction for small numbers, Journal of the Royal Statistical Society B 32, 1970). Where parameters were
 * estimated from the values, it is too large: a small one still says that the model is wrong.
 */
export function kolmogorovPValue(distance: number, count: number): number {
  const root = Math.sqrt(count);
  const x = distance * (root + 0.12 + 0.11 / root);
  if (x < 0.3) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k += 1) {
    const term = Math.exp(-2 * k * k * x * x);
    sum += k % 2 === 1 ? term : -term;
    if (term < 1e-16) break;
  }
  return Math.min(Math.max(2 * sum, 0), 1);
}
