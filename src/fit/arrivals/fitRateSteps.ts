import { partition } from "./partition.ts";
import type { StepRate } from "./StepRate.ts";

const mostBins = 400;
const leastPerBin = 10;
const roundWidths = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400,
  43_200, 86_400,
] as const;

/**
 * The steps of a rate under which arrivals are the likeliest, as many as Schwarz's criterion allows, each with two parameters (its
 * rate and where it begins): `partition` of counts in bins. `null` where there are too few arrivals, or one step is best. Times are from the first arrival on.
 */
export function fitRateSteps(ascending: Float64Array): StepRate | null {
  const count = ascending.length;
  const bins = binsOf(ascending);
  if (bins === null) return null;
  const { counts, widthSeconds, widths } = bins;
  const starts = partition(counts, widths, Math.log(count));
  if (starts.length < 2) return null;
  const requestsPerSecond = starts.map((start, index) => {
    const end = starts[index + 1] ?? counts.length;
    return total(counts, start, end) / total(widths, start, end);
  });
  return { fromSeconds: starts.map((start) => start * widthSeconds), requestsPerSecond };
}

/** Arrivals counted in bins of a round width; the last one, which may be up to twice as wide, ends with the last arrival. */
export function binsOf(ascending: Float64Array): {
  readonly counts: Float64Array;
  readonly widthSeconds: number;
  readonly widths: Float64Array;
} | null {
  const count = ascending.length;
  const first = ascending[0]!;
  const span = ascending.at(-1)! - first;
  const most = Math.min(mostBins, Math.floor(count / leastPerBin));
  const widthSeconds =
    roundWidths.find((width) => span / width <= most) ?? Math.ceil(span / most / 86_400) * 86_400;
  const bins = Math.floor(span / widthSeconds);
  if (most < 2 || bins < 2 || !Number.isFinite(bins)) return null;
  const counts = new Float64Array(bins);
  // The first arrival is given: the likelihood is that of the others.
  for (let i = 1; i < count; i += 1) {
    const bin = Math.min(Math.floor((ascending[i]! - first) / widthSeconds), bins - 1);
    counts[bin] = counts[bin]! + 1;
  }
  const widths = new Float64Array(bins).fill(widthSeconds);
  widths[bins - 1] = span - (bins - 1) * widthSeconds;
  return { counts, widthSeconds, widths };
}

function total(counts: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += counts[i]!;
  return sum;
}
