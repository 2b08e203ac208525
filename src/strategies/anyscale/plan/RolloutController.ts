import type { RolloutPlan } from "../../capacity/RolloutPlan.ts";
import type { RolloutSplit } from "../../capacity/RolloutSplit.ts";
import type { StepKind } from "../../capacity/RolloutStep.ts";
import type { VersionReadiness } from "../../capacity/VersionReadiness.ts";

/** What the controller of a plan sees. */
export interface RolloutView {
  readonly nowSeconds: number;
  readonly canary: VersionReadiness;
  readonly primary: VersionReadiness;
}

/** What a controller wants done, in order. */
export type RolloutAction =
  | { readonly kind: "begin-step"; readonly stepIndex: number }
  | { readonly kind: "set-split"; readonly split: RolloutSplit; readonly cause: StepKind }
  /** Give the rollout up: all at once, by itself. */
  | { readonly kind: "roll-back"; readonly reason: string }
  /** The plan is done: paused, completed or rolled back, as its outcome says. */
  | { readonly kind: "end" };

/**
 * A strategy of rolling out. `decide` is pure and is asked whenever anything that it sees has changed, and at
 * `reviewAtSeconds`; it is asked again until it wants nothing done.
 */
export interface RolloutController<State> {
  start(plan: RolloutPlan, nowSeconds: number): State;
  decide(state: State, view: RolloutView): RolloutDecision<State>;
}

/** What the controller of a plan wants next. */
export interface RolloutDecision<State> {
  readonly state: State;
  readonly actions: readonly RolloutAction[];
  /** When to ask again even if nothing changes; `null`: never. */
  readonly reviewAtSeconds: number | null;
}
