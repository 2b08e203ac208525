import type { ArrivalsFit } from "./fitArrivals.ts";
import { partition } from "./partition.ts";

/** How many requests arrived from each moment to the next; there is one moment more than there are counts. */
export interface CountedArrivals {
  readonly atSeconds: readonly number[];
  readonly counts: readonly number[];
}

/**
 * The rate of a Poisson process, in steps where it moves, from a counter that was read again and again. Nothing is known of the gaps.
 * `null` with fewer than two readings, or without requests.
 */
export function fitCountedArrivals({ atSeconds, counts }: CountedArrivals): ArrivalsFit | null {
  const first = atSeconds[0];
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (first === undefined || counts.length === 0 || total === 0) return null;
  const widths = counts.map((_, index) => atSeconds[index + 1]! - atSeconds[index]!);
  const span = widths.reduce((sum, width) => sum + width, 0);
  const starts = partition(counts, widths, Math.log(Math.max(total, 2)));
  const sumOf = (values: readonly number[], from: number, to: number) =>
    values.slice(from, to).reduce((sum, value) => sum + value, 0);
  const rates = starts.map((start, index) => {
    const end = starts[index + 1] ?? counts.length;
    return sumOf(counts, start, end) / sumOf(widths, start, end);
  });
  const rate = total / span;
  const isSteady = starts.length === 1;
  const rateOf = (index: number) => rates[starts.findLastIndex((start) => start <= index)]!;
  const expected = widths.map((width, index) => rateOf(index) * width);
  return {
    arrivals: isSteady
      ? { kind: "poisson", requestsPerSecond: rate }
      : {
          kind: "schedule",
          interpolation: "step",
          process: "poisson",
          points: starts.map((start, index) => ({
            atSeconds: atSeconds[start]! - first,
            requestsPerSecond: rates[index]!,
          })),
        },
    parameters: isSteady ? [{ name: "rate", value: rate, standardError: rate / Math.sqrt(total) }] : [],
    tried: [{ kind: isSteady ? "poisson" : "schedule", bicAboveBest: 0 }],
    ksDistance: null,
    ksPValue: null,
    rescaledGapCv: null,
    dispersions: counts.length < 20 ? [] : [dispersionOf(counts, expected, span / counts.length)],
    tickSeconds: null,
    measured: {
      fromSeconds: counts.map((_, index) => atSeconds[index]! - first),
      requestsPerSecond: counts.map((count, index) => count / widths[index]!),
    },
  };
}

function dispersionOf(counts: readonly number[], expected: readonly number[], windowSeconds: number) {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = (values: readonly number[]) => {
    const middle = mean(values);
    return mean(values.map((value) => (value - middle) ** 2));
  };
  return {
    windowSeconds,
    measured: variance(counts) / mean(counts),
    fitted: 1 + variance(expected) / mean(expected),
  };
}
