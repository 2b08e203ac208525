import { checkWholeNumber } from "./checkWholeNumber.ts";
import type { PlanProblem } from "./PlanError.ts";

/** Problems of a percentage: whole, from 0 to 100. */
export function checkPercent(value: unknown, field: string): readonly PlanProblem[] {
  return checkWholeNumber(value, { field, least: 0, most: 100, outOfRange: "percent-out-of-range" });
}
