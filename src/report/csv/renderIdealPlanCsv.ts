import type { IdealPlan } from "../tables/IdealPlan.ts";
import { formatCsv } from "./formatCsv.ts";

/** An ideal plan as CSV, a row a step and deployment. */
export function renderIdealPlanCsv({ steps }: IdealPlan): string {
  return formatCsv(
    [
      "step",
      "name",
      "at_s",
      "deployment",
      "new_replicas",
      "old_replicas",
      "surge",
      "unavailable",
      "new_traffic_percent",
      "gpus",
    ],
    steps.flatMap(({ index, name, atSeconds, deployments, newTrafficPercent, gpus }) =>
      deployments.map((count) => [
        index,
        name,
        atSeconds,
        count.name,
        count.new,
        count.old,
        count.surge,
        count.unavailable,
        newTrafficPercent,
        gpus,
      ]),
    ),
  );
}
