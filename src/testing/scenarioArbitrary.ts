import type * as fc from "fast-check";
import type { Scenario } from "../simulation/Scenario.ts";
import { compileScenarioFile } from "./compileScenarioFile.ts";
import { scenarioFileArbitrary } from "./scenarioFileArbitrary.ts";

/** Random scenarios, ready to be simulated; `scenarioFileArbitrary` gives the same ones as files that can be printed. */
export function scenarioArbitrary(): fc.Arbitrary<Scenario> {
  return scenarioFileArbitrary().map(compileScenarioFile);
}
