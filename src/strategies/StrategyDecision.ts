import type { StrategyAction } from "./StrategyAction.ts";

/** What a strategy answers. */
export interface StrategyDecision<State> {
  readonly state: State;
  /** To be done in this order. */
  readonly actions: readonly StrategyAction[];
  /** When to ask again even if nothing changes; `null`: never. Not before the present. */
  readonly reviewAtSeconds: number | null;
}

/** Why a command changes nothing: one sentence, with the meaning of the system's own answer. */
export interface StrategyRefusal {
  readonly refusal: string;
}

/** Tells a refusal from a decision. */
export function isRefusal<State>(
  answer: StrategyDecision<State> | StrategyRefusal,
): answer is StrategyRefusal {
  return "refusal" in answer;
}
