import type { InvariantResult } from "../invariants/evidence/InvariantResult.ts";
import type { RunRecord } from "./RunRecord.ts";

/** More would not be read. */
const mostViolations = 10;

/** A law over several runs: failed where one of them broke it. Its violations name the seed, where there are several runs. */
export interface InvariantOverRuns extends InvariantResult {
  /** In how many runs it was checked, and how many broke it. */
  readonly checkedRuns: number;
  readonly failedRuns: number;
}

/** The laws over all runs, each once, in the order in which the runs name them. */
export function combineInvariants(
  records: readonly Pick<RunRecord, "seed" | "invariants">[],
): readonly InvariantOverRuns[] {
  const byId = new Map<string, InvariantOverRuns>();
  for (const { seed, invariants } of records) {
    for (const { id, law, status, violations } of invariants) {
      const known = byId.get(id) ?? { id, law, status, violations: [], checkedRuns: 0, failedRuns: 0 };
      const named = violations.map((text) => (records.length === 1 ? text : `seed ${seed}: ${text}`));
      byId.set(id, {
        ...known,
        status: worse(known.status, status),
        violations: [...known.violations, ...named].slice(0, mostViolations),
        checkedRuns: known.checkedRuns + (status === "not-run" ? 0 : 1),
        failedRuns: known.failedRuns + (status === "failed" ? 1 : 0),
      });
    }
  }
  return [...byId.values()];
}

type Status = InvariantResult["status"];

function worse(one: Status, other: Status): Status {
  const order: readonly Status[] = ["failed", "passed", "not-run"];
  return order[Math.min(order.indexOf(one), order.indexOf(other))]!;
}
