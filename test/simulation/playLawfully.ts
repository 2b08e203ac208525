import { expect } from "vitest";
import { checkInvariants } from "../../src/invariants/checkInvariants.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { simulate } from "../../src/simulation/simulate.ts";

/** Plays a story and holds its result against every law of the project. */
export function playLawfully(scenario: Scenario): SimulationResult {
  const result = simulate(scenario);
  expectLawful(result);
  return result;
}

export function expectLawful(result: SimulationResult): void {
  const broken = checkInvariants(result).filter(({ status }) => status === "failed");
  expect(broken).toEqual([]);
}
