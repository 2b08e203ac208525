import type { RolloutPlan } from "../../strategies/capacity/RolloutPlan.ts";
import { formatNumber } from "./formatNumber.ts";
import { formatPercent } from "./formatPercent.ts";

/** What a plan holds at its worst moment, a sentence each: capacity, GPUs, then every deployment. */
export function describePlanPeak(plan: RolloutPlan): readonly string[] {
  const { capacityPercent, deployments, gpuCount } = plan.peak;
  const gpus = gpuCount > 0 ? `, ${formatNumber(gpuCount)} GPUs` : "";
  return [
    `Both versions: ${formatPercent(capacityPercent)} capacity${gpus}.`,
    ...Object.entries(deployments).map(([name, peak]) => {
      const surge = peak.surgePercent === null ? "" : `, a surge of ${formatPercent(peak.surgePercent)}`;
      return `${name}: ${formatNumber(peak.replicas)} replicas in step ${peak.stepIndex}${surge}.`;
    }),
  ];
}
