/** The planner on its own: settings in, schedule out. Loads nothing but itself. */

export { planRollback, type RollbackOptions } from "./strategies/anyscale/plan/planRollback.ts";
export { planRollout, type RolloutOptions } from "./strategies/anyscale/plan/planRollout.ts";
export {
  type TrafficPattern,
  type TrafficPatternName,
  trafficPatterns,
} from "./strategies/anyscale/plan/trafficPatterns.ts";
export { adjustBounds } from "./strategies/capacity/adjustBounds.ts";
export { adjustReplicas } from "./strategies/capacity/adjustReplicas.ts";
export { PlanError, type PlanProblem, type PlanProblemCode } from "./strategies/capacity/PlanError.ts";
export type {
  AutoscaledDeployment,
  PlannedDeployment,
  StaticDeployment,
} from "./strategies/capacity/PlannedDeployment.ts";
export type { ReplicaBounds } from "./strategies/capacity/ReplicaBounds.ts";
export type {
  DeploymentPeak,
  PlanOutcome,
  PlanPeak,
  RolloutPlan,
} from "./strategies/capacity/RolloutPlan.ts";
export type { RolloutSplit, VersionShare } from "./strategies/capacity/RolloutSplit.ts";
export type { RolloutStep, StepKind, VersionStep } from "./strategies/capacity/RolloutStep.ts";
export type { Rounding } from "./strategies/capacity/Rounding.ts";
export type {
  DeploymentReference,
  InPlaceChange,
  InPlacePlan,
  InPlaceProblem,
} from "./strategies/inPlace/InPlacePlan.ts";
export { type InPlaceOptions, planInPlace } from "./strategies/inPlace/planInPlace.ts";
