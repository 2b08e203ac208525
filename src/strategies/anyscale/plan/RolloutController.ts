import type { RolloutSplit } from "../../capacity/RolloutSplit.ts";
import type { RolloutPlan } from "./RolloutPlan.ts";
import type { StepKind } from "./RolloutStep.ts";

/** What a controller sees of one version. */
export interface VersionView {
  /** Every deployment runs at least its least number of replicas at the present capacity, all healthy. */
  readonly isReady: boolean;
  /** It holds (starting, running or draining) no more replicas than the present capacity allows. */
  readonly isSettled: boolean;
  /** Since when it is unhealthy after it had been healthy; `null`: it is not. */
  readonly unhealthySinceSeconds: number | null;
  /** Why it can never become healthy; `null`: it can. */
  readonly failure: string | null;
  readonly waitingRequests: number;
}

export interface RolloutView {
  readonly nowSeconds: number;
  readonly canary: VersionView;
  readonly primary: VersionView;
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

export interface RolloutDecision<State> {
  readonly state: State;
  readonly actions: readonly RolloutAction[];
  /** When to ask again even if nothing changes; `null`: never. */
  readonly reviewAtSeconds: number | null;
}
