import type { SimulationResult } from "../simulation/result/SimulationResult.ts";
import { judge } from "./evidence/judge.ts";
import type { InvariantResult } from "./InvariantResult.ts";
import { invariants } from "./invariants.ts";
import { replay } from "./laws/replay.ts";

/**
 * Checks a result by all laws, in the order of INVARIANTS.md. `replay` needs `replayed`, the result of a second run
 * of the same scenario and seed, and is `not-run` without it.
 */
export function checkInvariants(
  result: SimulationResult,
  options: { readonly replayed?: SimulationResult } = {},
): readonly InvariantResult[] {
  const replayed = options.replayed ?? null;
  return invariants.map((invariant) =>
    invariant.id === replay.id && replayed === null
      ? { id: invariant.id, law: invariant.law, status: "not-run", violations: [] }
      : judge(invariant, invariant.checkResult(result, { replayed })),
  );
}
