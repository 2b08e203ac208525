import { planRollback } from "../../../../src/strategies/anyscale/plan/planRollback.ts";
import { planRollout } from "../../../../src/strategies/anyscale/plan/planRollout.ts";
import type { PlannedDeployment } from "../../../../src/strategies/capacity/PlannedDeployment.ts";
import type { RolloutSplit } from "../../../../src/strategies/capacity/RolloutSplit.ts";
import { deployments, halfway } from "../../../invariants/stories.ts";
import type { PlanCase } from "./PlanMutation.ts";

/** Legal plans, each with what it was made for; some at the edge of what a law allows. */

const options = { deployments };
const beyondSurge: RolloutSplit = {
  canary: { capacityPercent: 100, trafficPercent: 0 },
  primary: { capacityPercent: 100, trafficPercent: 100 },
};
const start: RolloutSplit = {
  canary: { capacityPercent: 0, trafficPercent: 0 },
  primary: { capacityPercent: 100, trafficPercent: 100 },
};

/** An automatic rollout with a surge. */
export const rollout: PlanCase = { plan: planRollout({ maxSurgePercent: 25, deployments }), options };

/** The smallest surge that there is. */
export const smallestSurge: PlanCase = { plan: planRollout({ maxSurgePercent: 1, deployments }), options };

/** The largest surge that there is: a version beside the other. */
export const fullSurge: PlanCase = { plan: planRollout({ maxSurgePercent: 100, deployments }), options };

/** Manual control that asks for everything, and so completes. */
export const allByHand: PlanCase = {
  plan: planRollout({ maxSurgePercent: 25, canaryPercent: 100, deployments }),
  options: { ...options, canaryPercent: 100 },
};

/** Manual control that stops at 50 %. */
export const stopAtHalf: PlanCase = {
  plan: planRollout({ maxSurgePercent: 25, canaryPercent: 50, deployments }),
  options: { ...options, canaryPercent: 50 },
};

/** A command that sends the canary from 50 % back to 25 %. */
export const sendBack: PlanCase = {
  plan: planRollout({ from: halfway, maxSurgePercent: 25, canaryPercent: 25, deployments }),
  options: { ...options, trigger: "command", canaryPercent: 25 },
};

/** A command that sends the canary from 50 % on to 75 %. */
export const sendOn: PlanCase = {
  plan: planRollout({ from: halfway, maxSurgePercent: 25, canaryPercent: 75, deployments }),
  options: { ...options, trigger: "command", canaryPercent: 75 },
};

/** A rollout whose primary stays when the canary has all traffic. */
export const keepPrimary: PlanCase = {
  plan: planRollout({ maxSurgePercent: 25, autoCompleteRollout: false, deployments }),
  options: { ...options, autoCompleteRollout: false },
};

/** A plan that begins beyond its own surge, and trims. */
export const trim: PlanCase = {
  plan: planRollout({ from: beyondSurge, maxSurgePercent: 1, canaryPercent: 50, deployments }),
  options: { ...options, trigger: "command", canaryPercent: 50 },
};

/** A plan that begins exactly at its surge. */
export const atSurge: PlanCase = {
  plan: planRollout({ from: beyondSurge, maxSurgePercent: 100, canaryPercent: 50, deployments }),
  options: { ...options, trigger: "command", canaryPercent: 50 },
};

/** A gradual rollback from half the traffic. */
export const rollBack: PlanCase = {
  plan: planRollback({ from: halfway, maxSurgePercent: 25, deployments }),
  options: { ...options, trigger: "manual-rollback" },
};

/** An automatic rollback from half the traffic. */
export const rollBackAtOnce: PlanCase = {
  plan: planRollback({ from: halfway, deployments }),
  options: { ...options, trigger: "automatic-rollback" },
};

/** The same by a planner that leaves the surge of the rollout in its plan, which does not bind then. */
export const rollBackBeyondSurge: PlanCase = {
  ...rollBackAtOnce,
  plan: { ...rollBackAtOnce.plan, maxSurgePercent: 25 },
};

const unmoved = planRollback({ from: start, deployments });

/** An automatic rollback before anything has moved. */
export const rollBackUnmoved: PlanCase = { plan: unmoved, options: rollBackAtOnce.options };

/** An automatic rollback with nothing to take back, by a planner that leaves the step out. */
export const nothingToTakeBack: PlanCase = {
  plan: { ...unmoved, steps: unmoved.steps.slice(0, 1) },
  options: { ...options, trigger: "automatic-rollback" },
};

const smaller: readonly PlannedDeployment[] = [
  { name: "chat", numReplicas: 4 },
  { name: "rank", numReplicas: 2 },
  { name: "never", numReplicas: 0 },
  { name: "off", autoscaling: { minReplicas: 0, maxReplicas: 1 } },
];

/** A canary of other deployments than the primary's, and of other sizes. */
export const otherDeployments: PlanCase = {
  plan: planRollout({ maxSurgePercent: 25, deployments, canaryDeployments: smaller }),
  options: { deployments, canaryDeployments: smaller },
};

/** Replicas rounded half up, as Ray does, with a surge at which that makes fewer than rounding up. */
export const roundHalfUp: PlanCase = {
  plan: planRollout({ maxSurgePercent: 30, rounding: "half-up", deployments }),
  options,
};

/** Percentages alone. */
export const percentagesAlone: PlanCase = {
  plan: planRollout({ maxSurgePercent: 50, deployments: [] }),
  options: { deployments: [] },
};
