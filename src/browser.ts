// The public API without what reads files: what a bundler for browsers gets as `rollcast`.
export type * from "./cluster/Cluster.ts";
export type { NodeLack } from "./cluster/nodes/NodeWaits.ts";
export type { ProxySettings } from "./cluster/ProxySettings.ts";
export type { Distribution } from "./engine/Distribution.ts";
export { SimulationLimitError } from "./engine/SimulationLimitError.ts";
export type * from "./faults/Fault.ts";
export { checkFeasibility, type FeasibilityOptions } from "./feasibility/checkFeasibility.ts";
export type * from "./feasibility/Feasibility.ts";
export type * from "./feasibility/RolloutNeeds.ts";
export type * from "./feasibility/repairs/Repair.ts";
export {
  type ArrivalsFit,
  type ArrivalsOptions,
  type Dispersion,
  fitArrivals,
} from "./fit/arrivals/fitArrivals.ts";
export type { CountedArrivals } from "./fit/arrivals/fitCountedArrivals.ts";
export type * from "./fit/DeploymentEvidence.ts";
export type * from "./fit/DeploymentFit.ts";
export type { AndersonDarling } from "./fit/distributions/andersonDarling.ts";
export { type DistributionFit, fitDistribution } from "./fit/distributions/fitDistribution.ts";
export type { GoodnessOfFit, QuantileError } from "./fit/distributions/GoodnessOfFit.ts";
export type { Bucket, Observations } from "./fit/distributions/Observations.ts";
export type { ParameterEstimate } from "./fit/distributions/ParameterEstimate.ts";
export { type FitOptions, fitDeployment } from "./fit/fitDeployment.ts";
export { collectLogs, type LogCollection } from "./fit/logs/collectLogs.ts";
export type { ColumnRole } from "./fit/logs/columnRoles.ts";
export { LogError } from "./fit/logs/LogError.ts";
export type { LogReaderOptions } from "./fit/logs/LogReader.ts";
export type * from "./fit/logs/LogSink.ts";
export type { NamedColumn } from "./fit/logs/RecordColumns.ts";
export { type LogText, readLog } from "./fit/logs/readLog.ts";
export type { TimeUnit } from "./fit/logs/TimeUnit.ts";
export type * from "./fit/RequestLog.ts";
export type { PathFit } from "./fit/times/fitPath.ts";
export type { ServiceTimesFit, ServiceTimesOptions, TimesBasis } from "./fit/times/fitServiceTimes.ts";
export type { SlowdownFit } from "./fit/times/fitSlowdown.ts";
export type { TokenTimesFit } from "./fit/times/fitTokenTimes.ts";
export { printFit } from "./fit/yaml/printFit.ts";
export { checkInvariants } from "./invariants/checkInvariants.ts";
export { checkPlanInvariants, type PlanCheckOptions } from "./invariants/checkPlanInvariants.ts";
export type { InvariantResult } from "./invariants/evidence/InvariantResult.ts";
export type { PlanTrigger } from "./invariants/evidence/PlanContext.ts";
export * from "./planner.ts";
export { combineInvariants, type InvariantOverRuns } from "./runs/combineInvariants.ts";
export type * from "./runs/curves/RunBands.ts";
export type * from "./runs/curves/RunCurves.ts";
export { describeRuns } from "./runs/describeRuns.ts";
export type * from "./runs/FigureRange.ts";
export type { RunRecord } from "./runs/RunRecord.ts";
export type { RunSet, StoppedRun } from "./runs/RunSet.ts";
export { RunStoppedError } from "./runs/RunStoppedError.ts";
export type * from "./runs/RunWorkers.ts";
export { seedOfRun } from "./runs/seedOfRun.ts";
export {
  type RunsProgress,
  type SimulatedRuns,
  type SimulateRunsOptions,
  simulateRuns,
} from "./runs/simulateRuns.ts";
export { type RunWork, usualRunCount } from "./runs/usualRunCount.ts";
export { checkExpectations, type SummariesOfRuns } from "./scenario/checkExpectations.ts";
export type { FileForm } from "./scenario/import/recogniseForm.ts";
export type { FieldFates } from "./scenario/init/FieldFates.ts";
export { type InitialScenario, initScenario } from "./scenario/init/initScenario.ts";
export { type ParsedScenario, type ParseOptions, parseScenario } from "./scenario/parseScenario.ts";
export { ScenarioError } from "./scenario/problems/ScenarioError.ts";
export type { ScenarioProblem, TextPosition } from "./scenario/problems/ScenarioProblem.ts";
export { scenarioJsonSchema } from "./scenario/scenarioJsonSchema.ts";
export { printScenario, type WrittenScenario } from "./scenario/yaml/printScenario.ts";
export type { ScenarioOrigin } from "./scenario/yaml/ScenarioOrigin.ts";
export type { ScenarioSource } from "./scenario/yaml/ScenarioSource.ts";
export { SourceError } from "./scenario/yaml/SourceError.ts";
export type { ApplicationStatus } from "./serve/controller/applicationStatus.ts";
export type { DeploymentStatus, DeploymentStatusTrigger } from "./serve/controller/DeploymentStatus.ts";
export type * from "./serve/Deployment.ts";
export type * from "./serve/overhead/OverheadSettings.ts";
export type { CallPlan } from "./serve/path/CallPlan.ts";
export type { LlmProfile } from "./serve/replica/LlmProfile.ts";
export type { MultiplexingSettings } from "./serve/replica/ModelCache.ts";
export type { Locality } from "./serve/routing/localityOf.ts";
export type { RouterBackoff } from "./serve/routing/probeTimes.ts";
export type { ProbeSettings, RoutingSettings } from "./serve/routing/RoutingSettings.ts";
export type { Comparison, Expectation, ExpectationResult } from "./simulation/Expectation.ts";
export type { Simulation } from "./simulation/RunningSimulation.ts";
export type * from "./simulation/result/ApplicationHistory.ts";
export type * from "./simulation/result/ClientCounts.ts";
export type * from "./simulation/result/CompactedNode.ts";
export type * from "./simulation/result/DeploymentLedger.ts";
export type * from "./simulation/result/HeldReplicas.ts";
export type * from "./simulation/result/LatencySummary.ts";
export type * from "./simulation/result/NodeUse.ts";
export type * from "./simulation/result/NodeWaitRecord.ts";
export type * from "./simulation/result/OverheadLedger.ts";
export type * from "./simulation/result/PlayedCommand.ts";
export type * from "./simulation/result/PlayedPlan.ts";
export type * from "./simulation/result/PlayedRollout.ts";
export type * from "./simulation/result/PlayedStep.ts";
export type * from "./simulation/result/ProxyLife.ts";
export type * from "./simulation/result/ReplicaLife.ts";
export type * from "./simulation/result/RequestLedger.ts";
export type * from "./simulation/result/ServiceStatus.ts";
export type * from "./simulation/result/SimulationEvent.ts";
export type * from "./simulation/result/SimulationResult.ts";
export type * from "./simulation/result/SplitChange.ts";
export type * from "./simulation/result/StateChange.ts";
export type * from "./simulation/result/Summary.ts";
export type * from "./simulation/result/TargetRecord.ts";
export type * from "./simulation/result/Timeline.ts";
export type * from "./simulation/result/UnmetWait.ts";
export type * from "./simulation/result/VersionHistory.ts";
export type * from "./simulation/result/VersionRole.ts";
export type * from "./simulation/Scenario.ts";
export { type SimulationProgress, simulate } from "./simulation/simulate.ts";
export { type SimulationOptions, startSimulation } from "./simulation/startSimulation.ts";
export type { CompiledService, CompileService } from "./simulation/updates/CompileService.ts";
export { defaultRolloutSettings } from "./simulation/updates/defaultRolloutSettings.ts";
export type { ServiceDeploy, VersionDeploy } from "./simulation/updates/ServiceDeploy.ts";
export { withStrategy } from "./simulation/withStrategy.ts";
export { type AnyscaleState, anyscaleStrategy } from "./strategies/anyscale/anyscaleStrategy.ts";
export type * from "./strategies/anyscale/Course.ts";
export type { PlanPace, PlanState } from "./strategies/anyscale/plan/planController.ts";
export type * from "./strategies/anyscale/RolloutSettings.ts";
export {
  type ChoosableStrategy,
  type ChosenAlternative,
  type ChosenStrategy,
  choose,
  type StrategyAnswer,
  type StrategyRun,
  type StrategyVerdict,
} from "./strategies/ChosenStrategy.ts";
export type { VersionReadiness } from "./strategies/capacity/VersionReadiness.ts";
export type * from "./strategies/FollowedPlan.ts";
export type * from "./strategies/kubeRay/KubeRayState.ts";
export { kubeRay } from "./strategies/kubeRay/kubeRay.ts";
export type { KubeRayOptions, KubeRayUpgradeOptions } from "./strategies/kubeRay/kubeRayOptionsSchema.ts";
export {
  type NamedCall,
  type NamedChoice,
  type NamedStrategy,
  namedStrategy,
} from "./strategies/NamedStrategy.ts";
export { type OwnCommand, ownCommand } from "./strategies/OwnCommand.ts";
export type * from "./strategies/RolloutStanding.ts";
export type * from "./strategies/RolloutStart.ts";
export type * from "./strategies/ScheduledStep.ts";
export type { ServiceState, VersionState } from "./strategies/ServiceRules.ts";
export type * from "./strategies/Strategy.ts";
export type * from "./strategies/StrategyAction.ts";
export type * from "./strategies/StrategyAlternative.ts";
export { type ReadCall, type StrategyCall, strategyCall } from "./strategies/StrategyCall.ts";
export type * from "./strategies/StrategyCommand.ts";
export { isRefusal, type StrategyDecision, type StrategyRefusal } from "./strategies/StrategyDecision.ts";
export type * from "./strategies/StrategyLaw.ts";
export type * from "./strategies/StrategyView.ts";
export { type VersionId, versionId } from "./strategies/VersionId.ts";
export type * from "./strategies/VersionWords.ts";
export type * from "./strategies/weights/ServeCall.ts";
export type * from "./strategies/weights/ServeState.ts";
export type * from "./strategies/weights/WeightsCommand.ts";
export { type WeightsState, weights } from "./strategies/weights/weights.ts";
export type { WeightsOptions } from "./strategies/weights/weightsOptionsSchema.ts";
export type * from "./workload/clients/Client.ts";
export type * from "./workload/Traffic.ts";
export { parseTrace } from "./workload/traces/parseTrace.ts";
export { TraceError } from "./workload/traces/TraceError.ts";
