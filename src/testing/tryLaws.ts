import type { InvariantResult } from "../invariants/evidence/InvariantResult.ts";
import type { Trial } from "./Trial.ts";

/** Runs a check of laws and tells what came of it, also when it throws. */
export function tryLaws(check: () => readonly InvariantResult[]): Trial {
  try {
    const failed = check().filter(({ status }) => status === "failed");
    return failed.length === 0 ? { kind: "held" } : { kind: "broken", failed };
  } catch (error) {
    return {
      kind: "threw",
      message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    };
  }
}
