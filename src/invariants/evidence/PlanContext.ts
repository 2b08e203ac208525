import type { PlayedPlan } from "../../simulation/result/PlayedPlan.ts";
import type { PlannedDeployment } from "../../strategies/capacity/PlannedDeployment.ts";

/** What called for a plan. */
export type PlanTrigger = PlayedPlan["cause"];

/** What a check must know of a plan beyond the plan itself. */
export interface PlanContext {
  readonly primaryDeployments: readonly PlannedDeployment[];
  readonly canaryDeployments: readonly PlannedDeployment[];
  readonly trigger: PlanTrigger;
  /** The split that manual control asked for; `null`: automatic, or a rollback. */
  readonly canaryPercent: number | null;
  /** Whether the primary goes when the canary has all traffic; `null`: not known. */
  readonly autoCompleteRollout: boolean | null;
}
