import picocolors from "picocolors";
import { explainPaid } from "../../causes/explainPaid.ts";
import { explainSteps } from "../../causes/explainSteps.ts";
import type { StepWait } from "../../causes/StepWait.ts";
import type { InvariantResult } from "../../invariants/evidence/InvariantResult.ts";
import { isSingle } from "../../runs/RunSet.ts";
import type { ExpectationResult } from "../../simulation/Expectation.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { reportLanes } from "../lanes/reportLanes.ts";
import { versionNames } from "../lanes/versionNames.ts";
import type { ReportInput } from "../ReportInput.ts";
import { deploymentRows } from "../tables/deploymentRows.ts";
import { deploymentTableColumns } from "../tables/deploymentTableColumns.ts";
import { keyFigures } from "../tables/keyFigures.ts";
import { shownSteps } from "../tables/shownSteps.ts";
import { stepTableColumns } from "../tables/stepTableColumns.ts";
import { turningPoints } from "../tables/turningPoints.ts";
import { describeBroken } from "./describeBroken.ts";
import { describeFailures } from "./describeFailures.ts";
import { describeMet } from "./describeMet.ts";
import { describePaid } from "./describePaid.ts";
import { describeShownRun } from "./describeShownRun.ts";
import { describeWaits } from "./describeWaits.ts";
import { feasibilityLines } from "./feasibilityLines.ts";
import { formatClock } from "./formatClock.ts";
import { plainText } from "./plainText.ts";
import { renderTextTable } from "./renderTextTable.ts";
import { requireWidth } from "./requireWidth.ts";
import type { TerminalOptions } from "./TerminalOptions.ts";
import { wrapText } from "./wrapText.ts";

type Colors = ReturnType<typeof picocolors.createColors>;

const indent = "  ";
/** From this width on the law stands beside the name of an invariant. */
const lawWidthColumns = 100;
/** Nobody reads more in a terminal. */
const mostDeploymentRows = 40;

/**
 * A run for a terminal: the step table, the summary, the invariants and the expectations. No line is wider than
 * `widthColumns`; ends with a newline. Refuses a width below 40.
 */
export function renderTerminal(input: ReportInput & TerminalOptions): string {
  requireWidth(input.widthColumns);
  const colors = picocolors.createColors(input.color);
  const { widthColumns, result } = input;
  const paint = { paintHeader: colors.dim, paintNote: colors.dim };
  const shown = shownSteps(result.steps);
  const waits = explainSteps(result);
  const waitsOf = new Map(result.steps.map((step, index) => [step, waits[index] ?? []]));
  const { lanes } = reportLanes(result);
  const steps =
    shown.length === 0
      ? wrapText("No steps were played.", widthColumns)
      : renderTextTable(stepTableColumns(shown, { lanes, waitsOf, widthColumns, colors }), {
          widthColumns,
          ...paint,
        });
  const blocks = [
    wrapText(plainText(result.scenario.name), widthColumns).map(colors.bold),
    input.feasibility === undefined ? [] : feasibilityLines(input.feasibility, input),
    shownRunLines(input, colors),
    steps,
    waitLines(result, waits, widthColumns),
    turningPoints(result).flatMap(({ atSeconds, text }) =>
      hang(`${formatClock(atSeconds)}${indent}`, text, widthColumns),
    ),
    summaryLines(input, colors),
    deploymentLines(result, widthColumns, colors),
    invariantLines(input, colors),
    expectationLines(input.expectations, widthColumns, colors),
  ];
  const text = blocks.filter((block) => block.length > 0).map((block) => block.join("\n"));
  return `${text.join("\n\n")}\n`;
}

/** Where the time of all steps together went, and why not all that was paid for was held. */
function waitLines(
  result: SimulationResult,
  waits: readonly (readonly StepWait[])[],
  widthColumns: number,
): readonly string[] {
  const went = describeWaits(waits.flat(), { isShort: true });
  const paid = describePaid(explainPaid(result));
  if (went === "") return [];
  return [
    ...hang("Time went into: ", went, widthColumns),
    ...(paid === null ? [] : hang("GPUs paid: ", paid, widthColumns)),
  ];
}

/** Of which of several runs the steps are. */
function shownRunLines(
  { result, runs, widthColumns }: ReportInput & TerminalOptions,
  colors: Colors,
): readonly string[] {
  if (runs === undefined || isSingle(runs)) return [];
  return wrapText(plainText(describeShownRun(result.scenario.seed, runs)), widthColumns).map(colors.dim);
}

function summaryLines(
  { result, runs, widthColumns }: ReportInput & TerminalOptions,
  colors: Colors,
): readonly string[] {
  const figures = keyFigures(result, runs);
  const labelWidth = Math.max(...figures.map(({ label }) => label.length)) + indent.length;
  const lines = figures.flatMap(({ label, value, band, detail }) => {
    const text = [value, ...(band === "" ? [] : [`[${band}]`]), ...(detail === "" ? [] : [`(${detail})`])];
    return hang(label.padEnd(labelWidth), text.join(indent), widthColumns).map((line, index) =>
      index === 0 ? colors.dim(line.slice(0, labelWidth)) + line.slice(labelWidth) : line,
    );
  });
  const heading =
    runs === undefined || isSingle(runs)
      ? ""
      : `medians of ${runs.seeds.length} runs, and in brackets where four of five lie`;
  return [...hang(`Summary${heading === "" ? "" : ": "}`, heading, widthColumns).map(colors.bold), ...lines];
}

/** The table of deployments, and below it why their requests failed. */
function deploymentLines(result: SimulationResult, widthColumns: number, colors: Colors): readonly string[] {
  const all = deploymentRows(result);
  if (all.length === 0) return [];
  const rows = all.slice(0, mostDeploymentRows);
  const names = versionNames(result);
  const table = renderTextTable(deploymentTableColumns(rows, { names, widthColumns, colors }), {
    widthColumns,
    paintHeader: colors.dim,
    paintNote: colors.dim,
  });
  const failures = rows
    .filter(({ failedRequests }) => failedRequests > 0)
    .flatMap(({ ledger }) =>
      wrapText(
        `${plainText(ledger.deployment)} ${names.get(ledger.version) ?? ledger.version}: ${describeFailures(ledger.failed)}`,
        widthColumns,
      ),
    );
  const more = all.length - rows.length;
  const rest = more === 0 ? [] : wrapText(`and ${more} more on the page of the report`, widthColumns);
  return [colors.bold("Deployments"), ...table, ...rest.map(colors.dim), ...failures];
}

function invariantLines(
  { invariants, runs, widthColumns }: ReportInput & TerminalOptions,
  colors: Colors,
): readonly string[] {
  if (invariants.length === 0) return [];
  const count = (status: InvariantResult["status"]) =>
    invariants.filter((invariant) => invariant.status === status).length;
  const over = runs === undefined || isSingle(runs) ? "" : ` over ${runs.seeds.length} runs`;
  const heading = `Invariants${over}: ${count("passed")} passed, ${count("failed")} failed, ${count("not-run")} not run`;
  const idWidth = Math.max(...invariants.map(({ id }) => id.length)) + indent.length;
  const lines = invariants.flatMap((invariant) => {
    const head = `${statusWord(invariant.status)}${invariant.id}`;
    const hasLaw = widthColumns >= lawWidthColumns;
    const first = hasLaw
      ? hang(head.padEnd(statusWidth + idWidth), plainText(invariant.law), widthColumns)
      : [head.slice(0, widthColumns)];
    const broken = describeBroken(invariant);
    return [
      ...paintStatus(first, invariant.status, colors),
      ...(broken === "" ? [] : hang(" ".repeat(statusWidth), broken, widthColumns).map(colors.red)),
      ...invariant.violations.flatMap((violation) =>
        hang(" ".repeat(statusWidth), plainText(violation), widthColumns).map(colors.red),
      ),
    ];
  });
  return [...wrapText(heading, widthColumns).map(colors.bold), ...lines];
}

function expectationLines(
  expectations: readonly ExpectationResult[],
  widthColumns: number,
  colors: Colors,
): readonly string[] {
  if (expectations.length === 0) return [];
  const lines = expectations.flatMap((result) => {
    const status = result.passed ? "passed" : "failed";
    const text = `${plainText(result.expectation.text)}  (${describeMet(result)})`;
    return paintStatus(hang(statusWord(status), text, widthColumns), status, colors);
  });
  return [colors.bold("Expectations"), ...lines];
}

const statusWidth = 9;

function statusWord(status: InvariantResult["status"]): string {
  const word = { passed: "pass", failed: "FAIL", "not-run": "not run" }[status];
  return word.padEnd(statusWidth);
}

function paintStatus(
  lines: readonly string[],
  status: InvariantResult["status"],
  colors: Colors,
): readonly string[] {
  const paint = {
    passed: colors.green,
    failed: (text: string) => colors.bold(colors.red(text)),
    "not-run": colors.dim,
  }[status];
  return lines.map((line, index) =>
    index === 0 ? paint(line.slice(0, statusWidth)) + line.slice(statusWidth) : line,
  );
}

/** The text behind its head, wrapped, with the following lines below its beginning. */
function hang(head: string, text: string, widthColumns: number): readonly string[] {
  return wrapText(text, widthColumns - head.length).map((line, index) =>
    index === 0 ? head + line : " ".repeat(head.length) + line,
  );
}
