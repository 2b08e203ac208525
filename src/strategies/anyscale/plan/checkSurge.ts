import { checkWholeNumber } from "../../capacity/checkWholeNumber.ts";
import type { PlanProblem } from "../../capacity/PlanError.ts";

/** Problems of a `maxSurgePercent`: whole, from 1 to 100. Zero is refused with the reason why it cannot work. */
export function checkSurge(value: unknown): readonly PlanProblem[] {
  const field = "maxSurgePercent";
  // anyscale-update-a-service.txt: total capacity ≤ 100 + max_surge_percent, and one replica of each deployment in each version.
  if (value === 0) {
    return [
      {
        code: "surge-out-of-range",
        field,
        message:
          "maxSurgePercent 0 leaves no room for the first canary replica: total capacity may not exceed 100 %, the primary needs all of it for its traffic, and both versions need at least one replica of every deployment; give 1 to 100.",
      },
    ];
  }
  return checkWholeNumber(value, { field, least: 1, most: 100, outOfRange: "surge-out-of-range" });
}
