import type { SimulationResult } from "./result/SimulationResult.ts";
import type { Scenario } from "./Scenario.ts";
import { startSimulation } from "./startSimulation.ts";

/** How far a run has come. */
export interface SimulationProgress {
  readonly nowSeconds: number;
  readonly horizonSeconds: number;
  /** Requests that have arrived. */
  readonly requests: number;
}

/** How often progress is told over a run. */
const progressSteps = 200;

/**
 * Plays a scenario from 0 s to its horizon: the same scenario and seed give the same result, to the byte.
 * @throws SimulationLimitError when a limit of the scenario is met.
 */
export function simulate(
  scenario: Scenario,
  options: { readonly onProgress?: ((progress: SimulationProgress) => void) | undefined } = {},
): SimulationResult {
  const { horizonSeconds } = scenario;
  const simulation = startSimulation(scenario);
  for (let step = 1; step <= progressSteps; step++) {
    simulation.advanceTo(step === progressSteps ? horizonSeconds : (horizonSeconds * step) / progressSteps);
    options.onProgress?.({
      nowSeconds: simulation.nowSeconds,
      horizonSeconds,
      requests: simulation.requestCount,
    });
  }
  return simulation.result();
}
