import type { Summary } from "./result/Summary.ts";

export type Comparison = "<" | "<=" | "=" | "!=" | ">=" | ">";

/** An assertion over the summary, as `expect:` holds it: every run has to meet it, or the share of them that it names. */
export interface Expectation {
  /** As written, for messages. */
  readonly text: string;
  readonly field: keyof Summary;
  readonly comparison: Comparison;
  readonly value: number | string;
  /** How many of 100 runs have to meet it. */
  readonly runsPercent: number;
}

/** What became of one expectation. */
export interface ExpectationResult {
  readonly expectation: Expectation;
  readonly passed: boolean;
  /** In the run that is shown, where there are several. */
  readonly actual: number | string | null;
  /** The furthest from what was expected, over all runs. */
  readonly worst: number | string | null;
  /** How many runs met it, of how many. */
  readonly metRuns: number;
  readonly runs: number;
}
