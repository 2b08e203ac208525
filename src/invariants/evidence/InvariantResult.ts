/** The outcome of one named law over one plan or result. */
export interface InvariantResult {
  /** As in INVARIANTS.md. */
  readonly id: string;
  /** The law in one sentence. */
  readonly law: string;
  /** `not-run`: the check needs something that was not given (a second run for `replay`). */
  readonly status: "passed" | "failed" | "not-run";
  /** What broke it: where, when, which values. Empty when it passed. At most ten. */
  readonly violations: readonly string[];
}
