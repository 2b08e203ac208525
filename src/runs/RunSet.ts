import type { SimulationOutcome, Summary } from "../simulation/result/Summary.ts";
import type { RunBands } from "./curves/RunBands.ts";
import type { FigureName, FigureRange } from "./FigureRange.ts";

/** A run that could not be played to its end, and why. */
export interface StoppedRun {
  readonly seed: string;
  readonly reason: string;
}

/** Several runs of one scenario, each with a seed of its own: what came out of all of them. Plain data. */
export interface RunSet {
  /** Of the runs that were played to the end, in the order of their places. All columns below are in this order. */
  readonly seeds: readonly string[];
  /** Of the run nearest the median: the one that tables and charts of a single run show. */
  readonly shownSeed: string;
  /** Runs that were to be played, and were not. */
  readonly stopped: readonly StoppedRun[];
  readonly outcomes: Readonly<Partial<Record<SimulationOutcome, number>>>;
  readonly ranges: Readonly<Record<FigureName, FigureRange>>;
  /** Every figure of every run, as a column each. */
  readonly figures: Readonly<Record<keyof Summary, readonly (number | string | null)[]>>;
  readonly bands: RunBands;
}

/** How many runs there were to be. */
export function runCount({ seeds, stopped }: Pick<RunSet, "seeds" | "stopped">): number {
  return seeds.length + stopped.length;
}

/** Whether there was only one: then there is nothing to say of a spread. */
export function isSingle(runs: Pick<RunSet, "seeds" | "stopped">): boolean {
  return runCount(runs) === 1;
}
