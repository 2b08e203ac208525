import type { StrategyView } from "./StrategyView.ts";
import type { VersionId } from "./VersionId.ts";

/** With what a rollout begins. */
export interface RolloutStart<Options> {
  readonly options: Options;
  readonly view: StrategyView;
  /** The version that runs; it has all the traffic and its full capacity. */
  readonly current: VersionId;
  /** The version that is to replace it. Its presence is `absent` in the view. */
  readonly next: VersionId;
}
