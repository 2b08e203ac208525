import type { PlayedStep, PlayedVersion } from "../../simulation/result/PlayedStep.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { heldReplicas } from "../tables/heldReplicas.ts";
import { shownSteps } from "../tables/shownSteps.ts";
import { stepNumbers } from "../tables/stepNumbers.ts";
import { turningPoints } from "../tables/turningPoints.ts";
import { describeStep } from "../text/describeStepKind.ts";
import { formatClock } from "../text/formatClock.ts";
import { formatDuration } from "../text/formatDuration.ts";
import { formatLatency } from "../text/formatLatency.ts";
import { formatNumber } from "../text/formatNumber.ts";
import { roundTo } from "../text/roundTo.ts";
import { html, type SafeHtml } from "./html.ts";
import { type HtmlColumn, htmlTable } from "./htmlTable.ts";

const columns: readonly HtmlColumn[] = [
  { header: "Step", kind: "moment" },
  { header: "From", kind: "number" },
  { header: "Lasts", kind: "number" },
  { header: "Canary cap / traffic (%)", kind: "number" },
  { header: "Primary cap / traffic (%)", kind: "number" },
  { header: "Replicas (canary + primary)", kind: "number" },
  { header: "GPUs held", kind: "number" },
  { header: "Queue", kind: "number" },
  { header: "Requests", kind: "number" },
  { header: "Errors", kind: "number" },
  { header: "p50", kind: "number" },
  { header: "p99", kind: "number" },
];

/** What was played, step by step, and why. */
export function stepsSection(result: SimulationResult): SafeHtml {
  const steps = shownSteps(result.steps);
  const numbers = stepNumbers(steps);
  const rows = steps.map((step, index) => ({
    cells: [
      `${numbers[index] ?? ""} ${describeStep(step)}`.trim(),
      formatClock(step.startSeconds),
      formatDuration(step.endSeconds - step.startSeconds),
      split(step.canary),
      split(step.primary),
      `${heldReplicas(step.canary)} + ${heldReplicas(step.primary)}`,
      formatNumber(step.gpusHeld),
      formatNumber(step.peakQueuedRequests),
      formatNumber(step.requests),
      formatNumber(step.errors),
      formatLatency(step.p50Seconds),
      formatLatency(step.p99Seconds),
    ],
    ...(step.kind === "roll-back-at-once" ? { className: "rollback" } : {}),
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
${steps.length === 0 ? html`<p>No steps were played.</p>` : htmlTable(caption, columnsFor(steps), rows)}</section>
`;
}

/** Steps in the words of a strategy take more than one line. */
function columnsFor(steps: readonly PlayedStep[]): readonly HtmlColumn[] {
  const [first, ...others] = columns;
  const hasWords = steps.some(({ name }) => name !== undefined);
  return first === undefined || !hasWords ? columns : [{ ...first, kind: "text" }, ...others];
}

function split(version: PlayedVersion): string {
  return `${roundTo(version.capacityPercent, 1)} / ${roundTo(version.trafficPercent, 1)}`;
}
