import type { StrategyVerdict } from "../../strategies/ChosenStrategy.ts";

/** A rollout from its deploy on. */
export interface PlayedRollout {
  readonly atSeconds: number;
  /** As scenario files name it. */
  readonly strategy: string;
  /** What became of the laws of the strategy; those of Anyscale stand among the laws of every run. */
  readonly laws: readonly StrategyVerdict[];
}
