/** The planner on its own: settings in, schedule out. Loads nothing but itself. */
export { adjustBounds } from "./rollout/adjustBounds.ts";
export { adjustReplicas } from "./rollout/adjustReplicas.ts";
export type {
  DeploymentReference,
  InPlaceChange,
  InPlacePlan,
  InPlaceProblem,
} from "./rollout/InPlacePlan.ts";
export { PlanError, type PlanProblem, type PlanProblemCode } from "./rollout/PlanError.ts";
export { type InPlaceOptions, planInPlace } from "./rollout/planInPlace.ts";
export { planRollback, type RollbackOptions } from "./rollout/planRollback.ts";
export { planRollout, type RolloutOptions } from "./rollout/planRollout.ts";
export type {
  AutoscaledDeployment,
  DeploymentPeak,
  PlannedDeployment,
  PlanOutcome,
  PlanPeak,
  RolloutPlan,
  Rounding,
  StaticDeployment,
} from "./rollout/RolloutPlan.ts";
export type {
  ReplicaBounds,
  RolloutSplit,
  RolloutStep,
  StepKind,
  VersionShare,
  VersionStep,
} from "./rollout/RolloutStep.ts";
export { type TrafficPattern, type TrafficPatternName, trafficPatterns } from "./rollout/trafficPatterns.ts";
