import type { RolloutSplit, StepKind } from "./RolloutStep.ts";

/** A step before its replicas are counted. */
export interface PlannedRow extends RolloutSplit {
  readonly kind: StepKind;
}
