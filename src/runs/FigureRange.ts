import type { Summary } from "../simulation/result/Summary.ts";

/** The figures of a summary that are numbers. */
export type FigureName = Exclude<keyof Summary, "outcome">;

/** One figure over all runs. A run in which it was not measured (a rollout that never ended, say) counts as above all others: `null`. */
export interface FigureRange {
  readonly least: number | null;
  /** Of ten runs one has less. */
  readonly p10: number | null;
  readonly median: number | null;
  /** Of ten runs one has more. */
  readonly p90: number | null;
  readonly most: number | null;
}
