import type { Invariant } from "./Invariant.ts";
import type { InvariantResult } from "./InvariantResult.ts";

/** More would not be read. */
const mostViolations = 10;

/** The outcome of a law's check by what it found. */
export function judge(
  { id, law }: Pick<Invariant, "id" | "law">,
  violations: readonly string[],
): InvariantResult {
  return {
    id,
    law,
    status: violations.length === 0 ? "passed" : "failed",
    violations: violations.slice(0, mostViolations),
  };
}
