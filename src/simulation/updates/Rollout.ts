import type { ChosenStrategy, StrategyRun } from "../../strategies/ChosenStrategy.ts";
import type { StrategyOutcome } from "../../strategies/StrategyAction.ts";
import type { VersionId } from "../../strategies/VersionId.ts";
import type { RequestWindows } from "../record/RequestWindows.ts";
import type { ReportedTrouble } from "../result/PlayedRollout.ts";
import type { SplitChange } from "../result/SplitChange.ts";
import type { ServiceVersion } from "../Scenario.ts";
import type { VersionWorld } from "../world/World.ts";
import type { HeldBound } from "./HeldBound.ts";

/** A version that a strategy has been told of. */
export interface KnownVersion {
  readonly id: VersionId;
  readonly definition: ServiceVersion;
  /** The first that had an equal config: its own number, where none had. */
  readonly config: VersionId;
  /** `null`: it has not been started. */
  world: VersionWorld | null;
}

/** A rollout that is under way or paused, or has ended and is being tidied up. */
export interface Rollout {
  readonly strategy: ChosenStrategy;
  readonly run: StrategyRun;
  readonly windows: RequestWindows;
  /** The oldest first. */
  readonly versions: KnownVersion[];
  /** What its schedule holds at most; `null`: it has none. */
  readonly scheduled: HeldBound | null;
  /** The plan that is followed, an index into the plans of the run; `null`: the strategy has none. */
  planIndex: number | null;
  readonly troubles: ReportedTrouble[];
  stepKind: SplitChange["cause"];
  outcome: StrategyOutcome | null;
  cancelReview: () => void;
}
