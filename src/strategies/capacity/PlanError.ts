/** What kind of mistake a problem is; stable, for programs. */
export type PlanProblemCode =
  | "wrong-type"
  | "not-a-whole-number"
  | "surge-out-of-range"
  | "percent-out-of-range"
  | "replicas-out-of-range"
  | "gpus-out-of-range"
  | "partial-gang"
  | "min-above-max"
  | "initial-outside-bounds"
  | "ambiguous-replicas"
  | "empty-name"
  | "duplicate-name"
  | "bad-traffic-pattern"
  | "unknown-rounding"
  | "illegal-split";

/** One thing that makes a plan impossible. */
export interface PlanProblem {
  readonly code: PlanProblemCode;
  /** Path of the offending setting, such as `deployments[1].autoscaling.minReplicas`. */
  readonly field: string;
  /** What is wrong, why, and what would be right: one sentence. */
  readonly message: string;
}

/**
 * Thrown by the planner for input from which no plan can be made. Carries every problem found, in the order of
 * the settings; `code` and `field` are those of the first.
 */
export class PlanError extends Error {
  override readonly name = "PlanError";
  readonly code: PlanProblemCode;
  readonly field: string;
  readonly problems: readonly PlanProblem[];

  /** @param problems at least one. */
  constructor(problems: readonly PlanProblem[]) {
    const first = problems[0];
    if (first === undefined) throw new Error("A PlanError needs at least one problem.");
    super(
      problems.length === 1
        ? first.message
        : `${problems.length} problems:\n${problems.map(({ message }) => `- ${message}`).join("\n")}`,
    );
    this.code = first.code;
    this.field = first.field;
    this.problems = problems;
  }
}
