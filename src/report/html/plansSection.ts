import type { PlayedPlan } from "../../simulation/result/PlayedPlan.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { ownValue } from "../../values/ownValue.ts";
import { planDeployments } from "../tables/planDeployments.ts";
import { describePlanPeak } from "../text/describePlanPeak.ts";
import { describeStepKind } from "../text/describeStepKind.ts";
import { formatBounds } from "../text/formatBounds.ts";
import { formatClock } from "../text/formatClock.ts";
import { html, type SafeHtml } from "./html.ts";
import { htmlTable } from "./htmlTable.ts";

/** The schedules that the run followed, with the most that each of them holds. */
export function plansSection(result: SimulationResult): SafeHtml {
  if (result.plans.length === 0) return html``;
  return html`<section aria-labelledby="plans"><h2 id="plans">Plans</h2>
${result.plans.map(planBlock)}</section>
`;
}

function planBlock({ atSeconds, cause, reason, plan }: PlayedPlan): SafeHtml {
  const names = planDeployments(plan);
  const table = htmlTable(
    `Replicas of canary + primary by deployment; surge ${plan.maxSurgePercent} %, rounding ${plan.rounding}.`,
    [
      { header: "Step", kind: "moment" },
      { header: "Canary cap / traffic (%)", kind: "number" },
      { header: "Primary cap / traffic (%)", kind: "number" },
      ...names.map((name) => ({ header: name, kind: "number" as const })),
    ],
    plan.steps.map((step) => ({
      cells: [
        `${step.index} ${describeStepKind(step.kind)}`,
        `${step.canary.capacityPercent} / ${step.canary.trafficPercent}`,
        `${step.primary.capacityPercent} / ${step.primary.trafficPercent}`,
        ...names.map(
          (name) =>
            `${formatBounds(ownValue(step.canary.replicas, name))} + ${formatBounds(ownValue(step.primary.replicas, name))}`,
        ),
      ],
    })),
  );
  const sentences = [...describePlanPeak(plan).map((line) => `At its peak: ${line}`), ...plan.notes];
  return html`<h3>${formatClock(atSeconds)}: ${cause.replaceAll("-", " ")} (${reason})</h3>
${table}<ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>
`;
}
