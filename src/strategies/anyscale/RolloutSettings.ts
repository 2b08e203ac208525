import type { Rounding } from "../capacity/Rounding.ts";

/** How an update is rolled out. */
export interface RolloutSettings {
  /** 1 to 100; 100 is a full surge. */
  readonly maxSurgePercent: number;
  /** Manual control; `null`: automatic. */
  readonly canaryPercent: number | null;
  readonly autoCompleteRollout: boolean;
  /** Traffic shares of the canary in a full surge, ascending, the last one 100. */
  readonly trafficPattern: readonly number[];
  /** Between two shifts of the pattern; the first comes as soon as the canary is healthy. */
  readonly trafficIntervalSeconds: number;
  readonly rounding: Rounding;
  readonly timeoutSeconds: number;
  /** After a shift, before capacity of the losing version is taken away. */
  readonly holdSeconds: number;
  /** How long a version without traffic may go on with what waits at its routers before it is stopped. */
  readonly connectionDrainSeconds: number;
  /** How long the canary may be unhealthy before the rollout is rolled back. */
  readonly unhealthyGraceSeconds: number;
}
