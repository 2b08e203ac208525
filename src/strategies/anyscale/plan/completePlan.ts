import type { PlanOutcome, RolloutPlan } from "../../capacity/RolloutPlan.ts";
import type { Rounding } from "../../capacity/Rounding.ts";
import { countReplicas } from "./countReplicas.ts";
import { measurePeak } from "./measurePeak.ts";
import { notePeak } from "./notePeak.ts";
import type { PlannedRow } from "./PlannedRow.ts";
import type { PlannedVersions } from "./PlannedVersions.ts";

interface PlannedRows {
  readonly rows: readonly PlannedRow[];
  readonly versions: PlannedVersions;
  readonly maxSurgePercent: number;
  readonly rounding: Rounding;
  readonly outcome: PlanOutcome;
  /** Notes that the settings alone give rise to. */
  readonly notes: readonly string[];
}

/** A plan from its rows: replicas counted, peak measured, costs noted. */
export function completePlan({
  rows,
  versions,
  maxSurgePercent,
  rounding,
  outcome,
  notes,
}: PlannedRows): RolloutPlan {
  const steps = countReplicas(rows, versions, rounding);
  const peak = measurePeak(steps, versions);
  return {
    maxSurgePercent,
    rounding,
    steps,
    peak,
    outcome,
    notes: [...notes, ...notePeak(peak, steps, maxSurgePercent, versions)],
  };
}
