import type { InPlacePlan } from "../strategies/inPlace/InPlacePlan.ts";

/** What was planned: the two service configs (snake_case) and the settings given beside them. */
export interface InPlaceRequest {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  readonly canaryPercent?: number | null | undefined;
  readonly maxSurgePercent?: number | null | undefined;
}

/** anyscale-update-a-service.txt: an in-place update cannot change the cloud, the image or the compute config. */
const clusterFields = ["cloud", "image_uri", "containerfile", "compute_config"];
/** anyscale-update-a-service.txt: not together with canary_percent or max_surge_percent. */
const rolloutFields = ["canary_percent", "max_surge_percent"];

/**
 * The part of `in-place-stays` that speaks of plans: forbidden combinations are refused, the offending field by name.
 * Violations as sentences.
 */
export function checkInPlacePlan(plan: InPlacePlan, request: InPlaceRequest): readonly string[] {
  const { before, after } = request;
  const given: Readonly<Record<string, unknown>> = {
    canary_percent: request.canaryPercent ?? after.canary_percent,
    max_surge_percent: request.maxSurgePercent ?? after.max_surge_percent,
  };
  const forbidden = [
    ...clusterFields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field])),
    ...rolloutFields.filter((field) => (given[field] ?? null) !== null),
  ];
  if (plan.kind !== "refused") {
    return forbidden.map((field) => `${field} is not possible in place, but the update is ${plan.kind}`);
  }
  const named = plan.problems.map(({ field }) => field);
  return forbidden
    .filter((field) => !named.some((each) => each === field || each.startsWith(`${field}.`)))
    .map((field) => `the refusal does not name ${field}, only ${named.join(", ") || "nothing"}`);
}
