// The public testing kit, `rollcast/testing`: random services and scenarios, the named laws, and helpers that put the two
// together. Needs fast-check, an optional peer dependency.
export { checkInPlacePlan, type InPlaceRequest } from "./invariants/checkInPlacePlan.ts";
export { checkInvariants } from "./invariants/checkInvariants.ts";
export { checkPlanInvariants, type PlanCheckOptions } from "./invariants/checkPlanInvariants.ts";
export type { Invariant } from "./invariants/evidence/Invariant.ts";
export type { InvariantResult } from "./invariants/evidence/InvariantResult.ts";
export type { PlanContext, PlanTrigger } from "./invariants/evidence/PlanContext.ts";
export type { ResultContext } from "./invariants/evidence/ResultContext.ts";
export { invariants } from "./invariants/invariants.ts";
export { printScenario, type WrittenScenario } from "./scenario/yaml/printScenario.ts";
export { assertPlanner } from "./testing/assertPlanner.ts";
export { assertScenarios } from "./testing/assertScenarios.ts";
export { assertStrategy } from "./testing/assertStrategy.ts";
export type { TrialOptions } from "./testing/assertTrials.ts";
export { commandSequenceArbitrary } from "./testing/commandSequenceArbitrary.ts";
export { compileScenarioFile } from "./testing/compileScenarioFile.ts";
export { deploymentsArbitrary } from "./testing/deploymentsArbitrary.ts";
export { LawBrokenError } from "./testing/LawBrokenError.ts";
export type { PlannerCommand } from "./testing/PlannerCommand.ts";
export { type Planner, playCommands } from "./testing/playCommands.ts";
export { rolloutOptionsArbitrary } from "./testing/rolloutOptionsArbitrary.ts";
export { scenarioArbitrary } from "./testing/scenarioArbitrary.ts";
export { scenarioFileArbitrary } from "./testing/scenarioFileArbitrary.ts";
export { splitArbitrary } from "./testing/splitArbitrary.ts";
export { trafficPatternArbitrary } from "./testing/trafficPatternArbitrary.ts";
