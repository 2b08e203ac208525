import { join } from "node:path";
import { SimulationLimitError } from "../../engine/SimulationLimitError.ts";
import { checkInvariants } from "../../invariants/checkInvariants.ts";
import { formatJson } from "../../report/json/formatJson.ts";
import type { ReportInput } from "../../report/ReportInput.ts";
import { formatClock } from "../../report/text/formatClock.ts";
import { plainText } from "../../report/text/plainText.ts";
import { renderTerminal } from "../../report/text/renderTerminal.ts";
import { checkExpectations } from "../../scenario/checkExpectations.ts";
import { loadScenario } from "../../scenario/loadScenario.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Scenario } from "../../simulation/Scenario.ts";
import { simulate } from "../../simulation/simulate.ts";
import type { CommandContext } from "../CommandContext.ts";
import { checkedFeasibility } from "../checkedFeasibility.ts";
import { describeQueues } from "../describeQueues.ts";
import { type ExitStatus, exitStatus } from "../exitStatus.ts";
import { InputError } from "../InputError.ts";
import { prepareReportPlace } from "../prepareReportPlace.ts";
import { printRemarks } from "../printRemarks.ts";
import { startProgress } from "../startProgress.ts";
import { terminalOptions } from "../terminalOptions.ts";
import { writeReport } from "../writeReport.ts";

export interface SimulateOptions {
  readonly json?: boolean | undefined;
  readonly seed?: string | undefined;
  readonly out: string;
  readonly quiet?: boolean | undefined;
  /** Plays a second time and holds both runs against each other, which takes twice as long. */
  readonly replay?: boolean | undefined;
}

/**
 * `rollcast simulate <file>`: plays the scenario, checks laws and expectations, writes the report, then prints. The law `replay`
 * is checked where it is asked for; else it is `not-run`.
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
  const [result, replayed] = play(scenario, { file, runs: options.replay === true ? 2 : 1 }, context);
  const input: ReportInput = {
    result,
    invariants: checkInvariants(result, replayed === undefined ? {} : { replayed }),
    expectations: checkExpectations(loaded.expectations, result.summary),
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
    for (const { atSeconds, kind, name, accepted, message } of result.commands) {
      if (!accepted)
        context.stderr.write(`warning: ${formatClock(atSeconds)}: ${name ?? kind} refused: ${message}\n`);
    }
    for (const note of describeQueues(scenario, result)) context.stderr.write(`note: ${note}\n`);
  }
  return printFailures(input, context);
}

function printResult(input: ReportInput, options: SimulateOptions, context: CommandContext): void {
  if (options.json === true) {
    context.stdout.write(
      `${formatJson({ ...input.result.summary, feasibility: input.feasibility ?? null }, { indent: 2 })}\n`,
    );
  } else if (options.quiet !== true) {
    context.stdout.write(renderTerminal({ ...input, ...terminalOptions(context) }));
  }
}

function play(
  scenario: Scenario,
  { file, runs }: { readonly file: string; readonly runs: 1 | 2 },
  context: CommandContext,
): readonly [SimulationResult, SimulationResult?] {
  const progress = startProgress(scenario.name, context);
  const run = (done: number) =>
    simulate(scenario, {
      onProgress: ({ nowSeconds, horizonSeconds }) =>
        progress.update((done + nowSeconds / horizonSeconds) / runs),
    });
  try {
    return runs === 1 ? [run(0)] : [run(0), run(1)];
  } catch (error) {
    if (error instanceof SimulationLimitError)
      throw new InputError(`${file}: the run stopped: ${error.message}`);
    throw error;
  } finally {
    progress.stop();
  }
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

/** A command that nobody expects to be refused makes it another run than the one asked for. */
function refusals({ result, expectations }: ReportInput): readonly string[] {
  if (expectations.some(({ expectation }) => expectation.field === "refusedCommands")) return [];
  return result.commands
    .filter(({ accepted }) => !accepted)
    .map(
      ({ atSeconds, kind, name, message }) =>
        `the command ${name ?? kind} at ${formatClock(atSeconds)} was refused: ${message} (expect: refusedCommands = ${result.summary.refusedCommands} allows it)`,
    );
}

function printFailures(input: ReportInput, { stderr }: CommandContext): ExitStatus {
  const failures = [
    ...refusals(input),
    ...input.invariants
      .filter((invariant) => invariant.status === "failed")
      .map(({ id, law, violations }) => `invariant ${id} (${law}): ${violations[0] ?? "no details"}`),
    ...input.expectations
      .filter((expectation) => !expectation.passed)
      .map(
        ({ expectation: { text, field }, actual }) =>
          `expected ${text}; ${field} is ${actual ?? "not measured"}`,
      ),
  ];
  for (const failure of failures) stderr.write(`failed: ${plainText(failure)}\n`);
  return failures.length === 0 ? exitStatus.fine : exitStatus.failed;
}
