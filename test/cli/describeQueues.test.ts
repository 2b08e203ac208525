import { describe, expect, it } from "vitest";
import { describeQueues } from "../../src/cli/describeQueues.ts";
import { defaultRouting, type RoutingSettings } from "../../src/serve/routing/RoutingSettings.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { buildDeployment } from "../simulation/buildDeployment.ts";
import { buildScenario, buildTraffic } from "../simulation/buildScenario.ts";
import { buildVersion } from "../simulation/buildVersion.ts";

/** The notes of a minute with so many requests a second for one slot that makes one a second. */
function notesOf(requestsPerSecond: number, routing?: RoutingSettings): readonly string[] {
  const deployment = buildDeployment({
    name: "Slow\u001b[31m",
    maxOngoingRequests: 1,
    scaling: { kind: "static", numReplicas: 1 },
    serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: 1 } },
    ...(routing === undefined ? {} : { routing }),
  });
  const scenario = buildScenario({
    horizonSeconds: 60,
    primary: buildVersion({ deployments: [deployment] }),
    traffic: [
      buildTraffic({
        deployment: "Slow\u001b[31m",
        arrivals: { kind: "constant", requestsPerSecond },
      }),
    ],
  });
  return describeQueues(scenario, simulate(scenario));
}

describe("notes on queues", () => {
  it("tell of one that Ray Serve's own router may work off more slowly, in words that cannot steer a terminal", () => {
    expect(notesOf(2)).toEqual([
      expect.stringMatching(
        /^up to \d\d requests waited for a slot of Slow \[31m, by the ideal router; Ray Serve's own .*: power-of-two$/,
      ),
    ]);
  });

  it("say nothing of short ones, nor where that router, or another policy, was simulated", () => {
    expect(notesOf(0.9)).toEqual([]);
    expect(notesOf(2, { policy: "round-robin" })).toEqual([]);
    expect(notesOf(2, defaultRouting)).toEqual([]);
  });
});
