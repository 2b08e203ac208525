import { PlanError, type PlanProblem } from "./PlanError.ts";

/** Ends a validation: throws one `PlanError` with all problems, or does nothing when there are none. */
export function throwIfAny(problems: readonly PlanProblem[]): void {
  if (problems.length > 0) throw new PlanError(problems);
}
