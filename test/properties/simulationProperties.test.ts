import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simulate } from "../../src/simulation/simulate.ts";
import { assertScenarios, compileScenarioFile, scenarioFileArbitrary } from "../../src/testing.ts";
import { propertyRuns } from "./propertyRuns.ts";

describe("every simulation keeps every law", () => {
  it("over random services, clusters, traffic, rollouts, commands and faults", () => {
    assertScenarios((scenario) => simulate(scenario), propertyRuns(500));
  });

  it("and random rollouts really end in every way", () => {
    const files = fc.sample(scenarioFileArbitrary(), { numRuns: 150, seed: 1 });
    const results = files.map((file) => simulate(compileScenarioFile(file)));
    const outcomes = new Set(results.map(({ summary }) => summary.outcome));
    expect([...outcomes].sort()).toEqual(
      ["completed", "in-progress", "none", "paused", "rolled-back", "terminated", "updated-in-place"].sort(),
    );
    const causes = new Set(results.flatMap(({ plans }) => plans.map(({ cause }) => cause)));
    expect([...causes].sort()).toEqual(["automatic-rollback", "command", "deploy", "manual-rollback"]);
    expect(results.filter(({ requests }) => requests.total.succeeded > 100).length).toBeGreaterThan(30);
  });
});
