import { join } from "node:path";
import { checkInvariants } from "../../invariants/checkInvariants.ts";
import { describeRunSet } from "../../report/json/describeRunSet.ts";
import { formatJson } from "../../report/json/formatJson.ts";
import type { ReportInput } from "../../report/ReportInput.ts";
import { formatClock } from "../../report/text/formatClock.ts";
import { plainText } from "../../report/text/plainText.ts";
import { renderTerminal } from "../../report/text/renderTerminal.ts";
import { combineInvariants, type InvariantOverRuns } from "../../runs/combineInvariants.ts";
import type { RunSet } from "../../runs/RunSet.ts";
import { checkExpectations } from "../../scenario/checkExpectations.ts";
import { loadScenario } from "../../scenario/loadScenario.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Scenario } from "../../simulation/Scenario.ts";
import { simulate } from "../../simulation/simulate.ts";
import type { CommandContext } from "../CommandContext.ts";
import { checkedFeasibility } from "../checkedFeasibility.ts";
import { describeQueues } from "../describeQueues.ts";
import { type ExitStatus, exitStatus } from "../exitStatus.ts";
import { playRuns } from "../playRuns.ts";
import { prepareReportPlace } from "../prepareReportPlace.ts";
import { printFailures } from "../printFailures.ts";
import { printRemarks } from "../printRemarks.ts";
import { describeWhere, refusalsOf } from "../refusalsOf.ts";
import { terminalOptions } from "../terminalOptions.ts";
import { writeReport } from "../writeReport.ts";

/** Options of `rollcast simulate`. */
export interface SimulateOptions {
  readonly json?: boolean | undefined;
  readonly seed?: string | undefined;
  /** How many runs; left out: by what the first one costs. */
  readonly runs?: number | undefined;
  readonly out: string;
  readonly quiet?: boolean | undefined;
  /** Plays the run that is shown a second time and holds both against each other. */
  readonly replay?: boolean | undefined;
}

/**
 * `rollcast simulate <file>`: plays the scenario with several seeds, checks laws and expectations over all of them, writes the report,
 * then prints. The law `replay` is checked where it is asked for; else it is `not-run`.
 */
export async function simulateCommand(
  file: string,
  options: SimulateOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const loaded = loadScenario(file);
  if (options.quiet !== true) printRemarks(loaded, context);
  const scenario: Scenario =
    options.seed === undefined ? loaded.scenario : { ...loaded.scenario, seed: options.seed };
  const place = { parent: options.out, name: scenario.name };
  prepareReportPlace(place);
  const feasibility = checkedFeasibility(file, scenario, context);
  const played = await playRuns({ ...loaded, scenario }, { file, runs: options.runs }, context);
  if (played === null) return exitStatus.interrupted;
  const { result, runs, records } = played;
  const input: ReportInput & { readonly runs: RunSet } = {
    result,
    runs,
    invariants: withReplay(
      combineInvariants(records),
      options.replay === true ? simulate({ ...scenario, seed: runs.shownSeed }) : null,
      result,
    ),
    expectations: checkExpectations(loaded.expectations, result.summary, {
      summaries: records.map(({ summary }) => summary),
      stoppedRuns: runs.stopped.length,
    }),
    ...(feasibility === null ? {} : { feasibility }),
  };

  try {
    // Charts are the slowest thing to load, and no other command needs them.
    const { renderReport } = await import("../../report/renderReport.ts");
    const files = await renderReport(input, {
      onUndrawn: (name, reason) =>
        context.stderr.write(`note: the chart ${name} could not be drawn, please report it: ${reason}\n`),
    });
    const folder = withoutInterruption(() => writeReport(files, place));
    if (options.quiet !== true) context.stderr.write(`report: ${plainText(join(folder, "report.html"))}\n`);
  } finally {
    // Also where the disk is full: the run took its time, and what it found is shown.
    printResult(input, options, context);
  }
  if (options.quiet !== true) {
    for (const refusal of refusalsOf(records)) {
      const { atSeconds, kind, name, message } = refusal.command;
      const where = describeWhere(refusal, records.length);
      const text = `${formatClock(atSeconds)}: ${name ?? kind} refused${where}: ${message}`;
      context.stderr.write(`warning: ${plainText(text)}\n`);
    }
    for (const note of describeQueues(scenario, result)) context.stderr.write(`note: ${note}\n`);
  }
  const status = printFailures(input, records, context);
  return played.isInterrupted ? exitStatus.interrupted : status;
}

function printResult(
  input: ReportInput & { readonly runs: RunSet },
  options: SimulateOptions,
  context: CommandContext,
): void {
  if (options.json === true) {
    const { result, runs, feasibility = null } = input;
    const document = { ...result.summary, runs: describeRunSet(runs), feasibility };
    context.stdout.write(`${formatJson(document, { indent: 2 })}\n`);
  } else if (options.quiet !== true) {
    context.stdout.write(renderTerminal({ ...input, ...terminalOptions(context) }));
  }
}

/** The law `replay`, of the run that is shown. */
function withReplay(
  invariants: readonly InvariantOverRuns[],
  replayed: SimulationResult | null,
  result: SimulationResult,
): readonly InvariantOverRuns[] {
  if (replayed === null) return invariants;
  const checked = checkInvariants(result, { replayed });
  return invariants.map((invariant) => {
    const found = checked.find(({ id }) => id === invariant.id);
    if (invariant.status !== "not-run" || found === undefined || found.status === "not-run") return invariant;
    return { ...invariant, ...found, checkedRuns: 1, failedRuns: found.status === "failed" ? 1 : 0 };
  });
}

/** Ctrl-C waits for files that are being written; before and after, it ends the program at once. */
function withoutInterruption<Value>(work: () => Value): Value {
  const wait = () => {};
  process.on("SIGINT", wait);
  try {
    return work();
  } finally {
    process.off("SIGINT", wait);
  }
}
