import type { RolloutStart } from "./RolloutStart.ts";
import type { Strategy } from "./Strategy.ts";
import type { StrategyAction } from "./StrategyAction.ts";
import type { StrategyView } from "./StrategyView.ts";

/** One moment at which a strategy was asked, or was given a command. */
export interface StrategyMoment<Command> {
  /** Before the actions were done. */
  readonly view: StrategyView;
  readonly command: Command | null;
  /** None where a command was refused. */
  readonly actions: readonly StrategyAction[];
}

/** All that a strategy saw and did in one rollout, in order. The first moment is the beginning. */
export interface StrategyTrace<Options, Command> {
  readonly traffic: Strategy<Options, unknown, Command>["traffic"];
  readonly start: RolloutStart<Options>;
  readonly moments: readonly StrategyMoment<Command>[];
}

/** What holds of every rollout of a strategy, whatever happens to the replicas. */
export interface StrategyLaw<Options, Command> {
  readonly id: string;
  /** One sentence. */
  readonly sentence: string;
  /** The document or the function that it comes from, or the reasoning. */
  readonly source: string;
  /** Every breach, each in one sentence with its time; none: the law holds. */
  check(trace: StrategyTrace<Options, Command>): readonly string[];
}
