import { explainPaid } from "../../causes/explainPaid.ts";
import { explainSteps } from "../../causes/explainSteps.ts";
import type { StepWait } from "../../causes/StepWait.ts";
import { sumWaits } from "../../causes/sumWaits.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { shownSteps } from "../tables/shownSteps.ts";
import { stepNumbers } from "../tables/stepNumbers.ts";
import { describePaid } from "../text/describePaid.ts";
import { describeStep } from "../text/describeStepKind.ts";
import { describeWaits, nameOfCause } from "../text/describeWaits.ts";
import { formatDuration } from "../text/formatDuration.ts";
import { roundTo } from "../text/roundTo.ts";
import { html, type SafeHtml } from "./html.ts";
import { type HtmlColumn, htmlTable } from "./htmlTable.ts";

const columns: readonly HtmlColumn[] = [
  { header: "Step", kind: "text" },
  { header: "Lasts", kind: "number" },
  { header: "Waited for", kind: "text" },
];

/** Where the time of each step of an update went, as a bar and in words; nothing where no step took any. */
export function waitsSection(result: SimulationResult): SafeHtml {
  const steps = shownSteps(result.steps);
  const numbers = stepNumbers(steps);
  const waits = explainSteps(result);
  const rows = steps.flatMap((step, index) => {
    const path = waits[result.steps.indexOf(step)] ?? [];
    if (path.length === 0) return [];
    const name = `${numbers[index] ?? ""} ${describeStep(step)}`.trim();
    const lasts = formatDuration(step.endSeconds - step.startSeconds);
    return [{ cells: [name, lasts, html`${bar(path)}${describeWaits(path)}`] }];
  });
  if (rows.length === 0) return html``;
  const all = waits.flat();
  const paid = describePaid(explainPaid(result));
  return html`<section aria-labelledby="waits"><h2 id="waits">Where the time went</h2>
<p>All steps together: ${describeWaits(all, { isShort: true })}.</p>
${paid === null ? [] : html`<p>GPUs ${paid}.</p>`}
<p class="legend" aria-hidden="true">${legend(all)}</p>
${htmlTable("Each step's critical path: what it waited for one after the other. The bar has the length of the step.", columns, rows)}</section>
`;
}

/** The waits one after the other, as long as they lasted. What it shows stands beside it in words. */
function bar(path: readonly StepWait[]): SafeHtml {
  const first = path[0]?.fromSeconds ?? 0;
  const seconds = (path.at(-1)?.toSeconds ?? first) - first;
  const parts = path.map(
    ({ cause, fromSeconds, toSeconds }) =>
      html`<span class="wait ${cause.kind}" style="width:${roundTo((100 * (toSeconds - fromSeconds)) / seconds, 2)}%"></span>`,
  );
  return html`<div class="waits" aria-hidden="true">${parts}</div>`;
}

function legend(waits: readonly StepWait[]): readonly SafeHtml[] {
  const kinds = new Map(sumWaits(waits).map(({ cause }) => [cause.kind, cause]));
  return [...kinds.values()].map(
    (cause) => html`<span><span class="wait ${cause.kind}"></span> ${nameOfCause(cause)}</span>
`,
  );
}
