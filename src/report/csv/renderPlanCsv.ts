import type { RolloutPlan } from "../../strategies/capacity/RolloutPlan.ts";
import type { VersionStep } from "../../strategies/capacity/RolloutStep.ts";
import { ownValue } from "../../values/ownValue.ts";
import { planDeployments } from "../tables/planDeployments.ts";
import { type CsvCell, formatCsv } from "./formatCsv.ts";

const roles = ["canary", "primary"] as const;

/** A plan as CSV, a row a step: the split, then least and most replicas of every deployment in both versions. */
export function renderPlanCsv(plan: RolloutPlan): string {
  const names = planDeployments(plan);
  const header = [
    "step",
    "kind",
    ...roles.flatMap((role) => [`${role}_capacity_percent`, `${role}_traffic_percent`]),
    ...names.flatMap((name) =>
      roles.flatMap((role) => [`${role}_min_replicas:${name}`, `${role}_max_replicas:${name}`]),
    ),
  ];
  const replicaCells = (name: string, version: VersionStep): CsvCell[] => {
    const bounds = ownValue(version.replicas, name);
    return [bounds?.minReplicas ?? null, bounds?.maxReplicas ?? null];
  };
  return formatCsv(
    header,
    plan.steps.map((step) => [
      step.index,
      step.kind,
      ...roles.flatMap((role) => [step[role].capacityPercent, step[role].trafficPercent]),
      ...names.flatMap((name) => roles.flatMap((role) => replicaCells(name, step[role]))),
    ]),
  );
}
