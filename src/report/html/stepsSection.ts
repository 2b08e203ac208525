import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Lane, LaneStep } from "../lanes/Lane.ts";
import { reportLanes } from "../lanes/reportLanes.ts";
import { heldReplicas } from "../tables/heldReplicas.ts";
import { shownSteps } from "../tables/shownSteps.ts";
import { type StepLine, stepLines } from "../tables/stepLines.ts";
import { turningPoints } from "../tables/turningPoints.ts";
import { describeStep } from "../text/describeStepKind.ts";
import { formatClock } from "../text/formatClock.ts";
import { formatDuration } from "../text/formatDuration.ts";
import { formatLatency } from "../text/formatLatency.ts";
import { formatNumber } from "../text/formatNumber.ts";
import { roundTo } from "../text/roundTo.ts";
import { html, type SafeHtml } from "./html.ts";
import { type HtmlColumn, htmlTable } from "./htmlTable.ts";

/** What was played, step by step, and why. */
export function stepsSection(result: SimulationResult): SafeHtml {
  const steps = shownSteps(result.steps);
  const { lanes } = reportLanes(result);
  const lines = stepLines(steps, lanes);
  const columns = columnsFor(lines, lanes);
  const rows = lines.map((line) => ({
    cells: columns.map(({ read }) => read(line)),
    ...(line.step.kind === "roll-back-at-once" ? { className: "rollback" } : {}),
  }));
  const points = turningPoints(result);
  const course =
    points.length === 0
      ? html`<p>No update was made.</p>`
      : html`<ul>${points.map(({ atSeconds, text }) => html`<li>${formatClock(atSeconds)}: ${text}</li>`)}</ul>`;
  const caption =
    "Each step from when it begins to when the next one does; replicas at its end, queue and GPUs at their most.";
  return html`<section aria-labelledby="steps"><h2 id="steps">Steps</h2>
${course}
${steps.length === 0 ? html`<p>No steps were played.</p>` : htmlTable(caption, columns, rows)}</section>
`;
}

type Column = HtmlColumn & { readonly read: (line: StepLine) => string };

function columnsFor(lines: readonly StepLine[], lanes: readonly Lane[]): readonly Column[] {
  const ofStep = (header: string, kind: HtmlColumn["kind"], read: (line: StepLine) => string): Column => ({
    header,
    kind,
    read: (line) => (line.isFirst ? read(line) : ""),
  });
  const number = (header: string, read: (line: StepLine) => string): Column => ({
    header,
    kind: "number",
    read,
  });
  // Steps in the words of a strategy take more than one line.
  const hasWords = lines.some(({ step }) => step.name !== undefined);
  return [
    ofStep("Step", hasWords ? "text" : "moment", ({ number: shown, step }) =>
      `${shown ?? ""} ${describeStep(step)}`.trim(),
    ),
    ofStep("From", "number", ({ step }) => formatClock(step.startSeconds)),
    ofStep("Lasts", "number", ({ step }) => formatDuration(step.endSeconds - step.startSeconds)),
    ...(lanes.length > 2 ? lineColumns(lines, number) : pairColumns(lanes, number)),
    ofStep("GPUs held", "number", ({ step }) => formatNumber(step.gpusHeld)),
    ofStep("Queue", "number", ({ step }) => formatNumber(step.peakQueuedRequests)),
    number("Requests", (line) => formatNumber(answersOf(line).requests)),
    number("Errors", (line) => formatNumber(answersOf(line).errors)),
    number("p50", (line) => formatLatency(answersOf(line).p50Seconds)),
    number("p99", (line) => formatLatency(answersOf(line).p99Seconds)),
  ];
}

type MakeNumber = (header: string, read: (line: StepLine) => string) => Column;

function pairColumns(lanes: readonly Lane[], number: MakeNumber): readonly Column[] {
  return [
    ...lanes.map((lane) =>
      number(`${capitalised(lane.label)} cap / traffic (%)`, ({ step }) => split(lane.playedIn(step))),
    ),
    number(`Replicas (${lanes.map(({ word }) => word).join(" + ")})`, ({ step }) =>
      lanes.map((lane) => held(lane.playedIn(step))).join(" + "),
    ),
  ];
}

function lineColumns(lines: readonly StepLine[], number: MakeNumber): readonly Column[] {
  const own = (read: (played: LaneStep) => string) => (line: StepLine) =>
    line.own === null ? "" : read(line.own.played);
  const hasCopies = lines.some((line) => (line.own?.played.mirrorPercent ?? 0) > 0);
  const copies = own(({ mirrorPercent }) => (mirrorPercent > 0 ? String(roundTo(mirrorPercent, 1)) : ""));
  return [
    { header: "Version", kind: "moment", read: (line) => line.own?.lane.word ?? "" },
    number("Cap / traffic (%)", own(split)),
    ...(hasCopies ? [number("Copies of (%)", copies)] : []),
    number("Replicas", own(held)),
  ];
}

function answersOf({
  step,
  own,
}: StepLine): Pick<LaneStep, "requests" | "errors" | "p50Seconds" | "p99Seconds"> {
  return own?.played ?? step;
}

function split(version: LaneStep | null): string {
  return version === null
    ? "0 / 0"
    : `${roundTo(version.capacityPercent, 1)} / ${roundTo(version.trafficPercent, 1)}`;
}

function held(version: LaneStep | null): string {
  return version === null ? "0" : String(heldReplicas(version));
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
