import * as fc from "fast-check";
import { checkInvariants } from "../../src/invariants/checkInvariants.ts";
import { printScenario, type WrittenScenario } from "../../src/scenario/yaml/printScenario.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { compileScenarioFile } from "../../src/testing/compileScenarioFile.ts";
import { scenarioFileArbitrary } from "../../src/testing/scenarioFileArbitrary.ts";
import type { Trial } from "../../src/testing/Trial.ts";
import { tryLaws } from "../../src/testing/tryLaws.ts";

export interface SoakRound {
  readonly seed: number;
  /** Scenarios tried in the round, those tried to make a failing one smaller left out. */
  readonly scenarios: number;
  readonly failure: SoakFailure | null;
}

export interface SoakFailure {
  /** What it breaks, a line each. */
  readonly reasons: readonly string[];
  /** The smallest scenario that was found, as a file that can be run. */
  readonly scenarioFile: string;
}

/**
 * Simulates random scenarios, every one twice, and holds each to every law: rounds of `scenariosARound`, each of its own
 * seed, until no time is left. A round that fails spends what is left, and `shrinkSeconds` at least, on making the scenario
 * smaller; the next goes on.
 */
export function runSoak(options: {
  readonly simulate: (scenario: Scenario) => SimulationResult;
  readonly firstSeed: number;
  readonly scenariosARound: number;
  readonly shrinkSeconds: number;
  readonly secondsLeft: () => number;
  readonly onRound: (round: SoakRound) => void;
}): { readonly scenarios: number; readonly failures: number } {
  const { simulate, scenariosARound, shrinkSeconds, secondsLeft, onRound } = options;
  let [scenarios, failures] = [0, 0];
  for (let seed = options.firstSeed; secondsLeft() > 0; seed++) {
    let tried = 0;
    let hasFailed = false;
    const property = fc.property(scenarioFileArbitrary(), (file) => {
      if (!hasFailed) tried++;
      const held = attempt(simulate, file).kind === "held";
      hasFailed ||= !held;
      return held;
    });
    const details = fc.check(property, {
      seed,
      numRuns: scenariosARound,
      interruptAfterTimeLimit: (secondsLeft() + shrinkSeconds) * 1000,
    });
    const smallest = details.counterexample?.[0];
    const failure = smallest === undefined ? null : describe(simulate, { ...smallest, name: `soak-${seed}` });
    scenarios += tried;
    if (failure !== null) failures++;
    onRound({ seed, scenarios: tried, failure });
  }
  return { scenarios, failures };
}

function attempt(simulate: (scenario: Scenario) => SimulationResult, file: WrittenScenario): Trial {
  return tryLaws(() => {
    const scenario = compileScenarioFile(file);
    return checkInvariants(simulate(scenario), { replayed: simulate(scenario) });
  });
}

function describe(simulate: (scenario: Scenario) => SimulationResult, file: WrittenScenario): SoakFailure {
  const reasons = reasonsOf(attempt(simulate, file));
  const [schema, ...rest] = printScenario(file).split("\n");
  const comments = reasons.flatMap((reason) => reason.split("\n")).map((line) => `# ${line}`);
  return {
    reasons,
    scenarioFile: [schema, "# A random scenario that breaks a law:", ...comments, ...rest].join("\n"),
  };
}

function reasonsOf(trial: Trial): string[] {
  switch (trial.kind) {
    case "held":
      return ["held when it was tried again: the simulation is not deterministic"];
    case "threw":
      return [`threw ${trial.message}`];
    case "broken":
      return trial.failed.flatMap(({ id, violations }) => violations.map((text) => `${id}: ${text}`));
  }
}
