import type { StrategyVerdict } from "../../strategies/ChosenStrategy.ts";
import type { StrategyOutcome } from "../../strategies/StrategyAction.ts";

/** Something that a strategy reported to be wrong. */
export interface ReportedTrouble {
  readonly atSeconds: number;
  /** As the system calls it in its status. */
  readonly condition: string;
  readonly message: string;
}

/** A rollout from its deploy on. */
export interface PlayedRollout {
  readonly atSeconds: number;
  /** As scenario files name it. */
  readonly strategy: string;
  /** What it came to; `null`: it is under way, paused, or was cut short by the end of the service. */
  readonly outcome: StrategyOutcome | null;
  /** What the system itself reports to be wrong, without giving the rollout up. Left out: nothing. */
  readonly troubles?: readonly ReportedTrouble[];
  /** What became of the laws of the strategy; those of Anyscale stand among the laws of every run. */
  readonly laws: readonly StrategyVerdict[];
}
