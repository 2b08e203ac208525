import type { SimulationResult } from "../simulation/result/SimulationResult.ts";
import type { Scenario } from "../simulation/Scenario.ts";
import { startSimulation } from "../simulation/startSimulation.ts";
import type { RunRecord } from "./RunRecord.ts";
import { recordRun } from "./recordRun.ts";

/** A whole run, and what is kept of it. */
export interface PlayedRun {
  readonly result: SimulationResult;
  readonly record: RunRecord;
}

/** How far a run has come. */
export interface RunProgress {
  /** What part of the horizon has been played, 0 to 1. */
  readonly fraction: number;
  readonly eventCount: number;
}

/** Into how many slices of time a run is cut, between which somebody else may have a turn. */
const slices = 200;

/**
 * Plays a run slice by slice. A generator, so that whoever plays it decides what happens between two slices: nothing, a progress bar, a
 * look at a signal.
 * @throws SimulationLimitError when a limit of the scenario is met.
 */
export function* playRun(scenario: Scenario): Generator<RunProgress, PlayedRun, void> {
  const { horizonSeconds } = scenario;
  const simulation = startSimulation(scenario);
  for (let slice = 1; slice <= slices; slice++) {
    simulation.advanceTo(slice === slices ? horizonSeconds : (horizonSeconds * slice) / slices);
    yield { fraction: slice / slices, eventCount: simulation.eventCount };
  }
  const result = simulation.result();
  return { result, record: recordRun(result, simulation.eventCount) };
}
