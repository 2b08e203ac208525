import type { StrategyVerdict } from "../../strategies/ChosenStrategy.ts";
import type { StrategyOutcome } from "../../strategies/StrategyAction.ts";

/** A rollout from its deploy on. */
export interface PlayedRollout {
  readonly atSeconds: number;
  /** As scenario files name it. */
  readonly strategy: string;
  /** What it came to; `null`: it is under way, paused, or was cut short by the end of the service. */
  readonly outcome: StrategyOutcome | null;
  /** What became of the laws of the strategy; those of Anyscale stand among the laws of every run. */
  readonly laws: readonly StrategyVerdict[];
}
