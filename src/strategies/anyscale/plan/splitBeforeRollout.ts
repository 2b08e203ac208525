import type { RolloutSplit } from "../../capacity/RolloutSplit.ts";

/** Nothing rolls out: the primary has all capacity and traffic. */
export const splitBeforeRollout: RolloutSplit = {
  canary: { capacityPercent: 0, trafficPercent: 0 },
  primary: { capacityPercent: 100, trafficPercent: 100 },
};
