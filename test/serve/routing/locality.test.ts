import { describe, expect, it } from "vitest";
import type { RoutingSettings } from "../../../src/serve/routing/RoutingSettings.ts";
import { simulate } from "../../../src/simulation/simulate.ts";
import { buildDeployment } from "../../simulation/buildDeployment.ts";
import { buildScenario, buildTraffic } from "../../simulation/buildScenario.ts";
import { buildVersion } from "../../simulation/buildVersion.ts";
import { watchedPath } from "../watchedPath.ts";

const local: RoutingSettings = { policy: "power-of-two", locality: "node", probes: null };
const localWithProbes: RoutingSettings = { ...local, probes: { latencySeconds: 0.001 } };

/** How many of 4000 short requests each replica serves; `nodes`: that of each replica. */
function served(routing: RoutingSettings, nodes: readonly number[], maxOngoing = 10): readonly number[] {
  const { loop, path } = watchedPath([{ routing }]);
  const counts = nodes.map(() => 0);
  const begin = path.replicas.begin.bind(path.replicas);
  path.replicas.begin = (chosen, request, nowSeconds) => {
    counts[chosen]! += 1;
    begin(chosen, request, nowSeconds);
  };
  for (const [owner, node] of nodes.entries()) {
    path.addReplica({ router: 0, maxOngoing, slowdown: 0, speed: 1, owner, node });
  }
  loop.runUntil(1);
  for (let i = 0; i < 4000; i++) {
    path.arrive(0, 0.05, 0);
    loop.runUntil(loop.nowSeconds + 0.02);
  }
  return counts;
}

describe.each([
  ["that always knows", local],
  ["that probes", localWithProbes],
])("a router %s and prefers the node of the proxy", (_name, routing) => {
  it("gives each node the same share, however few replicas it has", () => {
    const [first, second, third, alone] = served(routing, [7, 7, 7, 9]) as [number, number, number, number];
    expect(Math.abs(alone - 2000)).toBeLessThan(130);
    for (const count of [first, second, third]) expect(Math.abs(count - 667)).toBeLessThan(100);
  });

  it("sends on to other nodes what finds its own full", () => {
    // The lone replica has one slot and every request keeps it for two and a half gaps.
    const [, , , alone] = served(routing, [7, 7, 7, 9], 1) as [number, number, number, number];
    expect(alone).toBeLessThan(1700);
    expect(alone).toBeGreaterThan(800);
  });

  it("takes all for candidates where no node is known", () => {
    for (const count of served(routing, [-1, -1, -1, -1])) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });
});

it("knows in a simulation on which node a replica runs", () => {
  const play = (routing: RoutingSettings) =>
    simulate(
      buildScenario({
        primary: buildVersion({ deployments: [buildDeployment({ routing, slowdownPerOngoingRequest: 1 })] }),
        traffic: [buildTraffic({ arrivals: { kind: "poisson", requestsPerSecond: 6 } })],
      }),
    ).summary.meanLatencySeconds as number;
  expect(play(local)).not.toBe(play({ ...local, locality: "none" }));
});
