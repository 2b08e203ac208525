import type { FigureRange } from "./FigureRange.ts";
import { inOrder, quantile } from "./quantile.ts";

/** The part of the runs that lies below the band, and the part that does not lie above it. */
export const bandFractions = { low: 0.1, high: 0.9 } as const;

/** The range of a figure, of its values in any order. */
export function rangeOf(values: readonly (number | null)[]): FigureRange {
  const sorted = inOrder(values);
  return {
    least: quantile(sorted, 0),
    p10: quantile(sorted, bandFractions.low),
    median: quantile(sorted, 0.5),
    p90: quantile(sorted, bandFractions.high),
    most: quantile(sorted, 1),
  };
}
