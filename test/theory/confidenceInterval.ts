/** Batches that every run is cut into. */
export const batchCount = 20;

/** Quantiles of Student's t with 19 degrees of freedom, by the confidence of the interval in percent. */
const studentQuantiles = { 99: 2.8609, 50: 0.6876 } as const;

export interface ConfidenceInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** The interval that covers the true mean with the given confidence, from the means of `batchCount` long batches. */
export function confidenceInterval(
  batchMeans: readonly number[],
  options: { readonly confidencePercent: keyof typeof studentQuantiles },
): ConfidenceInterval {
  if (batchMeans.length !== batchCount) throw new Error(`${batchMeans.length} batches, not ${batchCount}`);
  const mean = batchMeans.reduce((sum, each) => sum + each, 0) / batchCount;
  const variance = batchMeans.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (batchCount - 1);
  const half = studentQuantiles[options.confidencePercent] * Math.sqrt(variance / batchCount);
  return { mean, low: mean - half, high: mean + half };
}
