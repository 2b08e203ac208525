import { SimulationLimitError } from "../engine/SimulationLimitError.ts";
import { describeRuns } from "../runs/describeRuns.ts";
import type { RunRecord } from "../runs/RunRecord.ts";
import { type SimulatedRuns, simulateRuns } from "../runs/simulateRuns.ts";
import { startRunWorkers } from "../runs/workers/startRunWorkers.ts";
import type { ParsedScenario } from "../scenario/parseScenario.ts";
import { simulate } from "../simulation/simulate.ts";
import type { CommandContext } from "./CommandContext.ts";
import { InputError } from "./InputError.ts";
import { startProgress } from "./startProgress.ts";
import { untilInterrupted } from "./untilInterrupted.ts";

/** The runs that were finished. */
export interface FinishedRuns extends SimulatedRuns {
  /** Whether there were to be more, but for Ctrl-C. */
  readonly isInterrupted: boolean;
}

/**
 * Plays the runs of a scenario, with a progress bar. Ctrl-C ends them, and those that are finished are kept; `null` where none is.
 * @throws InputError where the first run meets a limit of the scenario.
 */
export async function playRuns(
  parsed: Pick<ParsedScenario, "scenario" | "origin">,
  { file, runs }: { readonly file: string; readonly runs: number | undefined },
  context: CommandContext,
): Promise<FinishedRuns | null> {
  const progress = startProgress(parsed.scenario.name, context);
  const finished: RunRecord[] = [];
  const interruption = untilInterrupted();
  try {
    const played = await simulateRuns(parsed, {
      runs,
      workers: startRunWorkers,
      signal: interruption.signal,
      onRun: (record) => finished.push(record),
      onProgress: ({ finishedRuns, runs: all, fraction }) =>
        progress.update(fraction, all === 1 ? "" : `${finishedRuns} of ${all} runs,`),
    });
    return { ...played, isInterrupted: false };
  } catch (error) {
    if (error instanceof SimulationLimitError) {
      throw new InputError(`${file}: the run stopped: ${error.message}`);
    }
    if (!interruption.signal.aborted) throw error;
    progress.stop();
    context.stderr.write(`interrupted: ${finished.length} runs are finished\n`);
    return finished.length === 0 ? null : keepFinished(parsed, finished);
  } finally {
    interruption.stop();
    progress.stop();
  }
}

function keepFinished(
  { scenario }: Pick<ParsedScenario, "scenario">,
  finished: readonly RunRecord[],
): FinishedRuns {
  const place = ({ seed }: RunRecord) => Number(seed.slice(scenario.seed.length + 1) || "1");
  const records = finished.toSorted((one, other) => place(one) - place(other));
  const runs = describeRuns(records);
  return { runs, records, result: simulate({ ...scenario, seed: runs.shownSeed }), isInterrupted: true };
}
