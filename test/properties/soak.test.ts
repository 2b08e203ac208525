import { describe, expect, it } from "vitest";
import { runSoak, type SoakRound } from "../../scripts/soak/runSoak.ts";
import { checkInvariants } from "../../src/invariants/checkInvariants.ts";
import { parseScenario } from "../../src/scenario/parseScenario.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { simulate } from "../../src/simulation/simulate.ts";

/** Time for so many rounds, looked at twice in each. */
function soak(
  simulation: (scenario: Scenario) => SimulationResult,
  rounds: number,
  shrinkSeconds = 20,
): { readonly rounds: readonly SoakRound[]; readonly failures: number; readonly scenarios: number } {
  const told: SoakRound[] = [];
  const { failures, scenarios } = runSoak({
    simulate: simulation,
    firstSeed: 40,
    scenariosARound: 8,
    shrinkSeconds,
    secondsLeft: () => rounds - told.length,
    onRound: (round) => told.push(round),
  });
  return { rounds: told, failures, scenarios };
}

/** Loses a request whenever any succeeds. */
function lossy(scenario: Scenario): SimulationResult {
  const result = simulate(scenario);
  const { total } = result.requests;
  if (total.succeeded === 0) return result;
  return { ...result, requests: { ...result.requests, total: { ...total, succeeded: total.succeeded - 1 } } };
}

describe("a soak", () => {
  it("goes on, a seed a round, until the time is over", () => {
    // A round may take longer than that where other work is going on.
    const { rounds, failures, scenarios } = soak(simulate, 3, 600);
    expect(rounds.map(({ seed }) => seed)).toEqual([40, 41, 42]);
    expect(rounds.map(({ failure }) => failure)).toEqual([null, null, null]);
    expect([scenarios, failures]).toEqual([24, 0]);
  });

  it("writes the smallest scenario that breaks a law as a file that breaks it again, with what it breaks", () => {
    const { rounds, failures } = soak(lossy, 1);
    expect(failures).toBe(1);
    const failure = rounds[0]?.failure;
    expect(failure?.reasons.join()).toContain("requests-conserved");
    expect(failure?.scenarioFile).toMatch(
      /^# yaml-language-server: .*\n# A random scenario that breaks a law:\n# req/,
    );
    const refuse = () => {
      throw new Error("it names another file");
    };
    const { scenario } = parseScenario(failure?.scenarioFile ?? "", {
      path: "soak-40.yaml",
      readText: refuse,
      readTrace: refuse,
    });
    expect(scenario.name).toBe("soak-40");
    const broken = checkInvariants(lossy(scenario)).filter(({ status }) => status === "failed");
    expect(broken.map(({ id }) => id)).toContain("requests-conserved");
    expect(checkInvariants(simulate(scenario)).filter(({ status }) => status === "failed")).toEqual([]);
  });

  it("tells of a simulation that throws", () => {
    const { rounds } = soak(() => {
      throw new Error("out of luck");
    }, 1);
    expect(rounds[0]?.failure?.reasons).toEqual(["threw Error: out of luck"]);
  });
});
