import { describeValue } from "../../values/describeValue.ts";
import type { PlanProblem } from "./PlanError.ts";

/** Problems of a `rounding`: must be `"up"` or `"half-up"`. */
export function checkRounding(value: unknown): readonly PlanProblem[] {
  if (value === "up" || value === "half-up") return [];
  return [
    {
      code: "unknown-rounding",
      field: "rounding",
      message: `rounding must be "up" (as Anyscale documents) or "half-up" (Ray's target_capacity), not ${describeValue(value)}.`,
    },
  ];
}
