import type { SimulationOutcome, Summary } from "../simulation/result/Summary.ts";
import { describeBands } from "./curves/describeBands.ts";
import type { FigureName, FigureRange } from "./FigureRange.ts";
import { nearestRun } from "./nearestRun.ts";
import type { RunRecord } from "./RunRecord.ts";
import type { RunSet, StoppedRun } from "./RunSet.ts";
import { rangeOf } from "./rangeOf.ts";

/** What came out of at least one run, in the order of their places. The same records give the same set, whoever played them. */
export function describeRuns(records: readonly RunRecord[], stopped: readonly StoppedRun[] = []): RunSet {
  const summaries = records.map(({ summary }) => summary);
  const seeds = records.map(({ seed }) => seed);
  const [first] = summaries;
  if (first === undefined) throw new RangeError("There is nothing to say of no runs.");
  const names = Object.keys(first) as (keyof Summary)[];
  const figures = {} as Record<keyof Summary, readonly (number | string | null)[]>;
  const ranges = {} as Record<FigureName, FigureRange>;
  for (const name of names) {
    figures[name] = summaries.map((summary) => summary[name]);
    if (name !== "outcome") ranges[name] = rangeOf(summaries.map((summary) => summary[name]));
  }
  return {
    seeds,
    shownSeed: seeds[nearestRun(summaries)]!,
    stopped,
    outcomes: countOutcomes(summaries),
    ranges,
    figures,
    bands: describeBands(records.map(({ curves }) => curves)),
  };
}

/** In the order in which they were met. */
function countOutcomes(summaries: readonly Summary[]): RunSet["outcomes"] {
  const counts: Partial<Record<SimulationOutcome, number>> = {};
  for (const { outcome } of summaries) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
