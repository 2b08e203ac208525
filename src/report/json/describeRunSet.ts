import { type RunSet, runCount } from "../../runs/RunSet.ts";

/**
 * Several runs for programs, as `runs` of `summary.json` and of `simulate --json` (docs/decisions/runs.md): how many, their seeds, which
 * one is shown, how they ended, every figure's range, and every figure of every run in the order of the seeds.
 */
export function describeRunSet(runs: RunSet) {
  const { seeds, shownSeed, stopped, outcomes, ranges, figures } = runs;
  return { count: runCount(runs), seeds, shownSeed, stopped, outcomes, ranges, figures };
}
