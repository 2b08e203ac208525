import { checkInvariants } from "../invariants/checkInvariants.ts";
import { printScenario } from "../scenario/yaml/printScenario.ts";
import type { SimulationResult } from "../simulation/result/SimulationResult.ts";
import type { Scenario } from "../simulation/Scenario.ts";
import { assertTrials, type TrialOptions } from "./assertTrials.ts";
import { compileScenarioFile } from "./compileScenarioFile.ts";
import { scenarioFileArbitrary } from "./scenarioFileArbitrary.ts";
import { tryLaws } from "./tryLaws.ts";

/**
 * Property-tests a simulation: random scenarios, each run twice, every result checked by all laws. `runs` is the
 * number of scenarios (default 50), `seed` says which (default 1).
 *
 * @param simulate Rollcast's own `simulate`, or one with policies of your own.
 * @throws LawBrokenError with the smallest scenario that breaks a law, as a file that can be saved and run.
 */
export function assertScenarios(
  simulate: (scenario: Scenario) => SimulationResult,
  options: TrialOptions = {},
): void {
  const { runs = 50, seed = 1 } = options;
  assertTrials(
    scenarioFileArbitrary(),
    (file) =>
      tryLaws(() => {
        const scenario = compileScenarioFile(file);
        return checkInvariants(simulate(scenario), { replayed: simulate(scenario) });
      }),
    { runs, seed, subject: "The simulation", describe: printScenario },
  );
}
