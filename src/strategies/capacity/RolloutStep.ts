import type { ReplicaBounds } from "./ReplicaBounds.ts";
import type { VersionShare } from "./RolloutSplit.ts";

/** One version in one step of a plan. */
export interface VersionStep extends VersionShare {
  /** Bounds by the deployment's name; 0/0 at capacity 0. */
  readonly replicas: Readonly<Record<string, ReplicaBounds>>;
}

/**
 * What a step does, in the order in which it must be done:
 * - `start`: nothing; where the plan begins.
 * - `scale-up`: the version that gains traffic gets more capacity, then must become healthy.
 * - `shift`: traffic moves to it; then the version that loses traffic gives up capacity and drains.
 * - `trim`: a version gives up capacity that its traffic does not need, so that the surge holds.
 * - `roll-back-at-once`: traffic, primary capacity and canary capacity change at the same moment.
 */
export type StepKind = "start" | "scale-up" | "shift" | "trim" | "roll-back-at-once";

/** One step of a plan: what each version has once it is done. */
export interface RolloutStep {
  /** Its place among the steps, from 0. */
  readonly index: number;
  readonly kind: StepKind;
  readonly canary: VersionStep;
  readonly primary: VersionStep;
}
