import type { PlanPeak } from "../../capacity/RolloutPlan.ts";
import type { RolloutStep } from "../../capacity/RolloutStep.ts";
import { isFullSurge } from "./isFullSurge.ts";
import type { PlannedVersions } from "./PlannedVersions.ts";

/** Sentences on what a plan holds beyond the surge that was asked for, and why. */
export function notePeak(
  peak: PlanPeak,
  steps: readonly RolloutStep[],
  maxSurgePercent: number,
  { canary, primary }: PlannedVersions,
): readonly string[] {
  const boundPercent = 100 + maxSurgePercent;
  const start = steps[0];
  const startPercent = start === undefined ? 0 : start.canary.capacityPercent + start.primary.capacityPercent;
  // Above the bound from the start, what is held says nothing about rounding.
  if (startPercent > boundPercent) {
    return [
      `The start holds ${startPercent} % capacity, more than the surge allows (${boundPercent} %); the first step gives it back.`,
    ];
  }
  return Object.entries(peak.deployments).flatMap(([name, { replicas, surgePercent }]) => {
    if (surgePercent === null || surgePercent <= maxSurgePercent) return [];
    const held = `up to ${replicas} replicas are held at once${isFullSurge(surgePercent) ? ", twice its full number" : ""}`;
    const surge = `a surge of ${formatPercent(surgePercent)} % where ${maxSurgePercent} % was asked`;
    const gangSize = Math.max(
      ...[...canary, ...primary].map((each) => (each.name === name ? (each.gangSize ?? 1) : 1)),
    );
    const whole = gangSize === 1 ? "replicas are whole" : `gangs of ${gangSize} are whole`;
    const why = `${whole}, and each version keeps at least one`;
    return [`Deployment ${JSON.stringify(name)}: ${held}, ${surge}, because ${why}.`];
  });
}

/** At most one decimal, without locale. */
function formatPercent(percent: number): string {
  return String(Math.round(percent * 10) / 10);
}
