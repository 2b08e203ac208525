import { describe, expect, it } from "vitest";
import { checkInvariants } from "../../src/invariants/checkInvariants.ts";
import { loadScenario } from "../../src/scenario/loadScenario.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { simulate } from "../../src/simulation/simulate.ts";

const { scenario } = loadScenario("scenarios/shadow-backend.yaml");

/** The same story, without the calls of these names. */
function without(...names: readonly string[]): Scenario {
  return {
    ...scenario,
    commands: scenario.commands.filter(
      ({ command }) => command.kind !== "strategy-command" || !names.includes(command.command.name),
    ),
  };
}

describe("the story of the shadow", () => {
  const result = simulate(scenario);

  it("keeps every law", () => {
    expect(checkInvariants(result).filter(({ status }) => status === "failed")).toEqual([]);
  });

  it("turns copies away, and no request", () => {
    expect(result.summary).toMatchObject({ failedRequests: 0, refusedCommands: 1 });
    expect(result.requests.mirrored.total.failed["queue-full"]).toBeGreaterThan(100);
  });

  it("takes nothing from the service: without copies its requests fare the same until the shadow gets traffic", () => {
    const plain = simulate(without("shadow_traffic"));
    expect(plain.summary.mirroredRequests).toBe(0);
    for (const version of ["v1", "v2", "v3"]) {
      expect(result.latency.byVersion[version]).toEqual(plain.latency.byVersion[version]);
    }
  });

  it("answers copies once the shadow has more replicas", () => {
    const starved = simulate(without("update_backend_config"));
    expect(starved.summary.mirroredFailedRequests).toBeGreaterThan(2 * result.summary.mirroredFailedRequests);
  });
});
