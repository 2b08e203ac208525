import type { RolloutSplit } from "../../../capacity/RolloutSplit.ts";

/** The split of a service in which nothing rolls out. The planner has its own: an oracle shares nothing with what it judges. */
export const allOnPrimary: RolloutSplit = {
  canary: { capacityPercent: 0, trafficPercent: 0 },
  primary: { capacityPercent: 100, trafficPercent: 100 },
};
