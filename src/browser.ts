// The public API without what reads files: what a bundler for browsers gets as `rollcast`.
export type { CapacityPool, Cluster, HeadNode, InstanceType, WorkerGroup } from "./cluster/Cluster.ts";
export type { Distribution } from "./engine/Distribution.ts";
export { SimulationLimitError } from "./engine/SimulationLimitError.ts";
export type { Fault, FaultEffect, FaultTrigger } from "./faults/Fault.ts";
export { checkInvariants } from "./invariants/checkInvariants.ts";
export { checkPlanInvariants } from "./invariants/checkPlanInvariants.ts";
export type { InvariantResult } from "./invariants/InvariantResult.ts";
export * from "./planner.ts";
export { checkExpectations } from "./scenario/checkExpectations.ts";
export { type ParsedScenario, parseScenario } from "./scenario/parseScenario.ts";
export { printScenario } from "./scenario/printScenario.ts";
export { ScenarioError } from "./scenario/ScenarioError.ts";
export { scenarioJsonSchema } from "./scenario/scenarioJsonSchema.ts";
export type { AutoscalingSettings, Deployment, ServiceTime, StaticScaling } from "./serve/Deployment.ts";
export type { Expectation, ExpectationResult } from "./simulation/Expectation.ts";
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
export type { Arrivals, RequestTrace, TrafficStream } from "./workload/Traffic.ts";
