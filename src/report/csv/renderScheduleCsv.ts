import type { Schedule } from "../tables/Schedule.ts";
import { formatCsv } from "./formatCsv.ts";

const versions = ["new", "old"] as const;

/** A schedule as CSV, a row a step: capacity and traffic of both versions. */
export function renderScheduleCsv({ steps }: Schedule): string {
  return formatCsv(
    ["step", "name", ...versions.flatMap((name) => [`${name}_capacity_percent`, `${name}_traffic_percent`])],
    steps.map((step) => [
      step.index,
      step.name,
      ...versions.flatMap((name) => [step[name].capacityPercent, step[name].trafficPercent]),
    ]),
  );
}
