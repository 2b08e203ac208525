/** The mean of numbers. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i]!;
  return sum / values.length;
}

/** The variance of numbers about their mean. */
export function varianceOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += (values[i]! - mean) ** 2;
  return sum / values.length;
}

/** Standard deviation over mean. */
export function variationOf(values: ArrayLike<number>): number {
  return Math.sqrt(varianceOf(values)) / meanOf(values);
}

export function gapsOf(arrivalSeconds: ArrayLike<number>): number[] {
  return Array.from(
    { length: arrivalSeconds.length - 1 },
    (_, i) => arrivalSeconds[i + 1]! - arrivalSeconds[i]!,
  );
}

/** Arrivals in each window of [0, untilSeconds). */
export function countsOf(
  arrivalSeconds: ArrayLike<number>,
  windowSeconds: number,
  untilSeconds: number,
): number[] {
  const counts = new Array<number>(Math.round(untilSeconds / windowSeconds)).fill(0);
  for (let i = 0; i < arrivalSeconds.length; i += 1) {
    const window = Math.floor(arrivalSeconds[i]! / windowSeconds);
    counts[window] = counts[window]! + 1;
  }
  return counts;
}

/** Largest distance between the distribution of a sample and the uniform one on [0, 1) (Kolmogorov–Smirnov). */
export function distanceFromUniform(values: readonly number[]): number {
  const sorted = values.slice().sort((a, b) => a - b);
  return sorted.reduce(
    (largest, value, i) => Math.max(largest, value - i / sorted.length, (i + 1) / sorted.length - value),
    0,
  );
}

/** The critical value of that distance at 0.1 %. */
export function criticalDistance(count: number): number {
  return 1.95 / Math.sqrt(count);
}
