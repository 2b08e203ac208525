import { describeValue } from "../../values/describeValue.ts";
import type { PlanProblem, PlanProblemCode } from "./PlanError.ts";

interface WholeNumberRule {
  readonly field: string;
  readonly least: number;
  readonly most: number;
  /** The code for a whole number outside the range. */
  readonly outOfRange: PlanProblemCode;
  /** Why there is a `most`, where that is not plain: the end of a sentence. */
  readonly because?: string;
}

/** Problems of a value that must be a whole number from `least` to `most`. */
export function checkWholeNumber(value: unknown, rule: WholeNumberRule): readonly PlanProblem[] {
  const isWhole = typeof value === "number" && Number.isInteger(value);
  if (isWhole && value >= rule.least && value <= rule.most) return [];
  const because = isWhole && value > rule.most && rule.because !== undefined ? `: ${rule.because}` : "";
  return [
    {
      code: isWhole ? rule.outOfRange : "not-a-whole-number",
      field: rule.field,
      message: `${rule.field} must be a whole number from ${rule.least} to ${rule.most}, not ${describeValue(value)}${because}.`,
    },
  ];
}
