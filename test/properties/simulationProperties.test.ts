import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simulate } from "../../src/simulation/simulate.ts";
import { assertScenarios, compileScenarioFile, scenarioFileArbitrary } from "../../src/testing.ts";
import { propertyRuns } from "./propertyRuns.ts";

describe("every simulation keeps every law", () => {
  it("over random services, clusters, traffic, rollouts, commands and faults", () => {
    assertScenarios((scenario) => simulate(scenario), propertyRuns(250));
  });

  it("and random rollouts really end in every way, with requests of every kind", () => {
    const files = fc.sample(scenarioFileArbitrary(), { numRuns: 150, seed: 1 });
    const results = files.map((file) => simulate(compileScenarioFile(file)));
    const outcomes = new Set(results.map(({ summary }) => summary.outcome));
    expect([...outcomes].sort()).toEqual(
      [
        "completed",
        "in-progress",
        "none",
        "paused",
        "rolled-back",
        "started",
        "terminated",
        "updated-in-place",
      ].sort(),
    );
    const causes = new Set(results.flatMap(({ plans }) => plans.map(({ cause }) => cause)));
    expect([...causes].sort()).toEqual(["automatic-rollback", "command", "deploy", "manual-rollback"]);
    // What replicas served is what was answered, deployment by deployment.
    for (const { deployments, replicas } of results) {
      for (const { version, deployment, succeeded, failed } of deployments) {
        const served = replicas
          .filter((life) => life.version === version && life.deployment === deployment)
          .reduce((sum, { servedRequests }) => sum + servedRequests, 0);
        expect(served).toBe(succeeded + failed["application-error"]);
      }
    }
    const streams = files.flatMap(({ traffic = [] }) => traffic);
    expect(streams.filter(({ route }) => route !== undefined).length).toBeGreaterThan(20);
    expect(streams.filter(({ sessions }) => sessions !== undefined).length).toBeGreaterThan(20);
    expect(results.filter(({ requests }) => requests.total.succeeded > 100).length).toBeGreaterThan(30);
  });
});
