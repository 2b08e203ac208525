import type { Summary } from "../simulation/result/Summary.ts";
import type { FigureRange } from "./FigureRange.ts";
import { headlineFigures } from "./headlineFigures.ts";
import { rangeOf } from "./rangeOf.ts";

/**
 * The place of the run nearest the median: of the runs with the most frequent outcome, that whose headline figures are together nearest
 * their medians, each distance in widths of the figure's band. Of several the first.
 */
export function nearestRun(summaries: readonly Summary[]): number {
  const outcome = mostFrequent(summaries.map((summary) => summary.outcome));
  const candidates = [...summaries.keys()].filter((index) => summaries[index]?.outcome === outcome);
  const ranges = headlineFigures.map((name) => rangeOf(summaries.map((summary) => summary[name])));
  const distances = candidates.map((index) =>
    headlineFigures.reduce(
      (sum, name, figure) => sum + distance(summaries[index]![name], ranges[figure]!),
      0,
    ),
  );
  return candidates[distances.indexOf(Math.min(...distances))] ?? 0;
}

/** In widths of the band; of the whole range where four runs of five agree; 1 where only one of both was measured. */
function distance(value: number | null, { least, p10, median, p90, most }: FigureRange): number {
  if (value === null || median === null) return value === median ? 0 : 1;
  const width = widthOf(p10, p90) || widthOf(least, most);
  return value === median ? 0 : width === 0 ? 1 : Math.abs(value - median) / width;
}

function widthOf(low: number | null, high: number | null): number {
  return low === null || high === null ? 0 : high - low;
}

function mostFrequent<Value>(values: readonly Value[]): Value | undefined {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0];
}
