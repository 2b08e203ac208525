/**
 * Whether weights may pass for a whole: `np.isclose(sum, 1, atol=1e-8)`, whose relative tolerance of 1e-5 comes on top
 * (ray 1.2.0, `TrafficPolicy.set_traffic_dict`; the documentation says only that they must sum to 1).
 */
export function sumsToOne(weights: Iterable<number>): boolean {
  let sum = 0;
  for (const weight of weights) sum += weight;
  return Math.abs(sum - 1) <= 1e-8 + 1e-5;
}
