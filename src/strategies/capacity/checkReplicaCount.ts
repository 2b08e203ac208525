import { checkWholeNumber } from "./checkWholeNumber.ts";
import type { PlanProblem } from "./PlanError.ts";

/** So that a count times a percentage is always exact; far beyond any cluster. */
const mostReplicas = 1_000_000_000;

/** Problems of a number of replicas: whole, from `least` to 1,000,000,000. */
export function checkReplicaCount(
  value: unknown,
  { field, least }: { readonly field: string; readonly least: number },
): readonly PlanProblem[] {
  const because = "percentages of larger counts would not be exact";
  return checkWholeNumber(value, {
    field,
    least,
    most: mostReplicas,
    outOfRange: "replicas-out-of-range",
    because,
  });
}
