import type { RolloutSplit } from "../../capacity/RolloutSplit.ts";
import { type Migration, migrate } from "./migrate.ts";
import type { PlannedRow } from "./PlannedRow.ts";

/** Which version the traffic moves to: forward is a rollout, backward its mirror image. */
export type PlanDirection = "to-canary" | "to-primary";

/** The rows of a plan from a split, the start among them. */
export function planRows(
  from: RolloutSplit,
  direction: PlanDirection,
  settings: Omit<Migration, "from">,
): readonly PlannedRow[] {
  const start: PlannedRow = { kind: "start", canary: from.canary, primary: from.primary };
  switch (direction) {
    case "to-canary": {
      const rows = migrate({ ...settings, from: { gaining: from.canary, losing: from.primary } });
      return [
        start,
        ...rows.map(({ kind, gaining, losing }) => ({ kind, canary: gaining, primary: losing })),
      ];
    }
    case "to-primary": {
      const rows = migrate({ ...settings, from: { gaining: from.primary, losing: from.canary } });
      return [
        start,
        ...rows.map(({ kind, gaining, losing }) => ({ kind, canary: losing, primary: gaining })),
      ];
    }
    default: {
      const impossible: never = direction;
      throw new Error(`Assertion: no such direction: ${String(impossible)}`);
    }
  }
}
