import type { InvariantResult } from "../invariants/evidence/InvariantResult.ts";

/** Thrown when a law does not hold for some random input; the message has the smallest one that was found. */
export class LawBrokenError extends Error {
  override readonly name = "LawBrokenError";
  /** The laws that the smallest input breaks; empty where the code under test threw instead. */
  readonly failed: readonly InvariantResult[];

  constructor(message: string, failed: readonly InvariantResult[]) {
    super(message);
    this.failed = failed;
  }
}
