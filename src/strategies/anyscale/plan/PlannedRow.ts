import type { RolloutSplit } from "../../capacity/RolloutSplit.ts";
import type { StepKind } from "../../capacity/RolloutStep.ts";

/** A step before its replicas are counted. */
export interface PlannedRow extends RolloutSplit {
  readonly kind: StepKind;
}
