import { describe, expect, it } from "vitest";
import { createRandomStreams } from "../../../src/engine/RandomStreams.ts";
import { pathRouter } from "../../../src/serve/path/PathRouter.ts";
import type { RouterHome } from "../../../src/serve/routing/RouterHome.ts";
import type { RoutingSettings } from "../../../src/serve/routing/RoutingSettings.ts";
import { simulate } from "../../../src/simulation/simulate.ts";
import { buildDeployment } from "../../simulation/buildDeployment.ts";
import { buildScenario, buildTraffic } from "../../simulation/buildScenario.ts";
import { buildVersion } from "../../simulation/buildVersion.ts";
import { watchedPath } from "../watchedPath.ts";

const local: RoutingSettings = { policy: "ideal", locality: "node" };
const localWithProbes: RoutingSettings = {
  policy: "power-of-two",
  locality: "node",
  probes: { latencySeconds: { kind: "fixed", value: 0.001 }, messageSeconds: 0 },
};

/** How many of 4000 short requests each replica serves; `nodes`: that of each replica. */
function served(
  routing: RoutingSettings,
  nodes: readonly number[],
  maxOngoing = 10,
  options: { readonly zoneOf?: (node: number) => number; readonly home?: RouterHome } = {},
): readonly number[] {
  const { loop, path } = watchedPath([{ routing }]);
  const random = createRandomStreams("proxy").stream("routing");
  const router =
    options.home === undefined
      ? pathRouter(0)
      : path.addProxyRouter(pathRouter(0), { home: options.home, random });
  const counts = nodes.map(() => 0);
  const begin = path.replicas.begin.bind(path.replicas);
  path.replicas.begin = (chosen, request, nowSeconds) => {
    counts[chosen]! += 1;
    begin(chosen, request, nowSeconds);
  };
  for (const [owner, node] of nodes.entries()) {
    path.addReplica({
      router: pathRouter(0),
      maxOngoing,
      slowdown: 0,
      speed: 1,
      owner,
      node,
      zone: options.zoneOf?.(node) ?? -1,
    });
  }
  loop.runUntil(1);
  for (let i = 0; i < 4000; i++) {
    path.arrive(router, 0.05, 0);
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

const inZone: RoutingSettings = { policy: "ideal", locality: "zone" };
const inZoneWithProbes: RoutingSettings = { ...localWithProbes, locality: "zone" };

describe.each([
  ["that always knows", inZone],
  ["that probes", inZoneWithProbes],
])("the router of a proxy %s and prefers its node, then its zone", (_name, routing) => {
  // Nodes 1 and 2 are in zone 0, node 3 in zone 1.
  const nodes = [1, 2, 2, 3, 3, 3];
  const zoneOf = (node: number) => (node === 3 ? 1 : 0);

  it("keeps to its node while that has a free slot", () => {
    const counts = served(routing, nodes, 10, { zoneOf, home: { node: 1, zone: 0 } });
    expect(counts).toEqual([4000, 0, 0, 0, 0, 0]);
  });

  it("goes to its zone next, and to the others last", () => {
    // A request keeps one of the two slots on its node or in its zone for two and a half gaps.
    const counts = served(routing, nodes, 1, { zoneOf, home: { node: 1, zone: 0 } }) as number[];
    const [onNode, ...rest] = counts as [number, ...number[]];
    const zone = rest[0]! + rest[1]!;
    const others = rest[2]! + rest[3]! + rest[4]!;
    expect(onNode).toBeGreaterThan(zone / 2);
    expect(zone).toBeGreaterThan(1000);
    expect(others).toBeLessThan(zone / 4);
  });

  it("keeps to its zone where no replica is on its node, as on the head node", () => {
    const counts = served(routing, nodes, 10, { zoneOf, home: { node: -1, zone: 1 } });
    expect(counts.slice(0, 3)).toEqual([0, 0, 0]);
    for (const count of counts.slice(3)) expect(Math.abs(count - 1333)).toBeLessThan(150);
  });

  it("takes all for candidates where nothing is near", () => {
    const counts = served(routing, nodes, 10, { zoneOf, home: { node: 9, zone: 2 } });
    for (const count of counts) expect(Math.abs(count - 667)).toBeLessThan(110);
  });
});

it("is what the router of a proxy does by default, and no other", () => {
  const routing: RoutingSettings = { policy: "ideal" };
  const zoneOf = () => 0;
  expect(served(routing, [1, 2], 10, { zoneOf, home: { node: 1, zone: 0 } })).toEqual([4000, 0]);
  for (const count of served(routing, [1, 2], 10, { zoneOf })) expect(count).toBeGreaterThan(1800);
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
