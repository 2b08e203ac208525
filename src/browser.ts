// The public API without what reads files: what a bundler for browsers gets as `rollcast`.
export type {
  CapacityPool,
  Cluster,
  CompactionSettings,
  HeadNode,
  InstanceType,
  PoolChange,
  WorkerGroup,
} from "./cluster/Cluster.ts";
export type { Distribution } from "./engine/Distribution.ts";
export { SimulationLimitError } from "./engine/SimulationLimitError.ts";
export type { Fault, FaultEffect, FaultTrigger, FaultVersion } from "./faults/Fault.ts";
export { checkInvariants } from "./invariants/checkInvariants.ts";
export { checkPlanInvariants, type PlanCheckOptions } from "./invariants/checkPlanInvariants.ts";
export type { InvariantResult } from "./invariants/InvariantResult.ts";
export type { PlanTrigger } from "./invariants/PlanContext.ts";
export * from "./planner.ts";
export { checkExpectations } from "./scenario/checkExpectations.ts";
export { type ParsedScenario, parseScenario } from "./scenario/parseScenario.ts";
export { printScenario, type WrittenScenario } from "./scenario/printScenario.ts";
export { ScenarioError } from "./scenario/ScenarioError.ts";
export type { ScenarioProblem, TextPosition } from "./scenario/ScenarioProblem.ts";
export type { ScenarioSource } from "./scenario/ScenarioSource.ts";
export { SourceError } from "./scenario/SourceError.ts";
export { scenarioJsonSchema } from "./scenario/scenarioJsonSchema.ts";
export type { CallPlan } from "./serve/CallPlan.ts";
export type {
  AutoscalingSettings,
  BatchingSettings,
  Deployment,
  ReplicaResources,
  ServiceTime,
  StaticScaling,
} from "./serve/Deployment.ts";
export type { LlmProfile } from "./serve/replica/LlmProfile.ts";
export type { MultiplexingSettings } from "./serve/replica/ModelCache.ts";
export type { ProbeSettings, RoutingSettings } from "./serve/routing/RoutingSettings.ts";
export type { Comparison, Expectation, ExpectationResult } from "./simulation/Expectation.ts";
export type {
  Command,
  RolloutSettings,
  Scenario,
  ServiceVersion,
  TimedCommand,
} from "./simulation/Scenario.ts";
export type { ServiceStatus, ServiceVersionStatus } from "./simulation/ServiceStatus.ts";
export type * from "./simulation/SimulationResult.ts";
export { type SimulationProgress, simulate } from "./simulation/simulate.ts";
export { type Simulation, startSimulation } from "./simulation/startSimulation.ts";
export type * from "./workload/Client.ts";
export { parseTrace } from "./workload/parseTrace.ts";
export { TraceError } from "./workload/TraceError.ts";
export type * from "./workload/Traffic.ts";
