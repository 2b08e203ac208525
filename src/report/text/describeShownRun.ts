import type { RunSet } from "../../runs/RunSet.ts";
import { runCount } from "../../runs/RunSet.ts";

/** Which of several runs is shown, and how many could not be played to the end. */
export function describeShownRun(seed: string, runs: RunSet): string {
  const stopped =
    runs.stopped.length === 0 ? "" : `; ${runs.stopped.length} of them stopped before their end`;
  return `${runCount(runs)} runs, each with its own seed${stopped}. Steps and charts are of the run nearest the median, with seed ${seed}.`;
}
