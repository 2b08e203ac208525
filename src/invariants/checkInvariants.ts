import type { SimulationResult } from "../simulation/result/SimulationResult.ts";
import type { InvariantResult } from "./evidence/InvariantResult.ts";
import { judge } from "./evidence/judge.ts";
import { invariants } from "./invariants.ts";
import { replay } from "./laws/replay.ts";

/**
 * Checks a result by all laws that apply to its strategies, in the order of INVARIANTS.md, and then by those that its strategies
 * bring. The law `replay` needs `replayed`, the result of a second run of the same scenario and seed. Without it that law is `not-run`.
 */
export function checkInvariants(
  result: SimulationResult,
  options: { readonly replayed?: SimulationResult } = {},
): readonly InvariantResult[] {
  const replayed = options.replayed ?? null;
  const { rollouts } = result;
  const applying = invariants.filter(
    ({ strategy }) => strategy === undefined || rollouts.every((rollout) => rollout.strategy === strategy),
  );
  return [
    ...applying.map(
      (invariant): InvariantResult =>
        invariant.id === replay.id && replayed === null
          ? { id: invariant.id, law: invariant.law, status: "not-run", violations: [] }
          : judge(invariant, invariant.checkResult(result, { replayed })),
    ),
    ...judgeStrategies(rollouts),
  ];
}

/** Each law once, however many rollouts it was asked of. */
function judgeStrategies(rollouts: SimulationResult["rollouts"]): readonly InvariantResult[] {
  const breaches = new Map<string, { readonly sentence: string; readonly found: string[] }>();
  for (const { id, sentence, breaches: own } of rollouts.flatMap(({ laws }) => laws)) {
    const law = breaches.get(id) ?? { sentence, found: [] };
    law.found.push(...own);
    breaches.set(id, law);
  }
  return [...breaches].map(([id, { sentence, found }]) => judge({ id, law: sentence }, found));
}
