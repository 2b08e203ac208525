import { describe, expect, it } from "vitest";
import type { ProxySettings } from "../../src/cluster/ProxySettings.ts";
import type { Fault, FaultEffect } from "../../src/faults/Fault.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { buildAutoscaling, buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildCluster, buildVersion } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";
import { playLawfully } from "./playLawfully.ts";

const everyNode: ProxySettings = {
  location: "every-node",
  startSeconds: { kind: "fixed", value: 3 },
  checkPeriodSeconds: 10,
  minDrainingSeconds: 30,
  loadBalancer: { checkIntervalSeconds: 30, unhealthyThreshold: 2 },
};
const headOnly: ProxySettings = { ...everyNode, location: "head-only" };
const struckAt = (atSeconds: number, effect: FaultEffect): Fault => ({
  name: `${effect.kind}-${atSeconds}`,
  trigger: { kind: "at", atSeconds },
  effect,
});
const death = (atSeconds: number, count = 1) =>
  struckAt(atSeconds, { kind: "proxy-death", version: "primary", count });

/** Four replicas on a node each, eight requests a second of half a second. */
function play(
  proxies: ProxySettings | undefined,
  faults: readonly Fault[] = [],
  overrides: Partial<Scenario> = {},
  cluster = {},
) {
  const deployment = buildDeployment({
    scaling: { kind: "static", numReplicas: 4 },
    serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: 0.5 } },
  });
  return playLawfully(
    buildScenario({
      primary: buildVersion({
        deployments: [deployment],
        cluster: buildCluster({ ...(proxies === undefined ? {} : { proxies }), ...cluster }),
      }),
      traffic: [buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 8 } })],
      faults,
      ...overrides,
    }),
  );
}

describe("HTTP proxies", () => {
  it("run on the head node and on each node with a replica, and share the requests evenly", () => {
    const { proxies, summary } = play(everyNode);
    expect(proxies.map(({ node }) => node)).toEqual([null, 0, 1, 2, 3]);
    const fair = summary.requests / 5;
    for (const { requests } of proxies) expect(Math.abs(requests - fair)).toBeLessThanOrEqual(1);
    expect(summary.failedRequests).toBe(0);
  });

  it("run on the head node alone where that is wanted", () => {
    const { proxies, summary } = play(headOnly);
    expect(proxies.map(({ node, requests }) => [node, requests])).toEqual([[null, summary.requests]]);
  });

  it("are not there where they are not asked for, and nothing else changes with them but the way in", () => {
    const [without, withHead] = [play(undefined), play(headOnly)];
    expect(without.proxies).toEqual([]);
    expect(withHead.summary.requests).toBe(without.summary.requests);
    expect(withHead.replicas.map(({ node }) => node)).toEqual(without.replicas.map(({ node }) => node));
  });

  it("that die lose what came through them, until the controller has another one", () => {
    // Checked every 10 s: the third check that fails is at 330 s; another one starts, ready 3 s later.
    const { proxies, summary } = play(everyNode, [death(301)]);
    const dead = proxies.find(({ diedAtSeconds }) => diedAtSeconds !== null);
    expect(dead).toMatchObject({ diedAtSeconds: 301, leftLoadBalancerAtSeconds: 330, goneAtSeconds: 330 });
    expect(proxies.at(-1)).toMatchObject({ startedAtSeconds: 330, healthyAtSeconds: 333 });
    // A fifth of eight requests a second for 29 s, and up to one under way.
    expect(summary.proxyDiedRequests).toBeGreaterThanOrEqual(46);
    expect(summary.proxyDiedRequests).toBeLessThanOrEqual(48);
    expect(summary.proxiesDied).toBe(1);
    expect(summary.failedRequests).toBe(summary.proxyDiedRequests);
  });

  it("that die are left out by the load balancer as soon as its own checks have failed often enough", () => {
    const quick = { ...everyNode, loadBalancer: { checkIntervalSeconds: 2, unhealthyThreshold: 3 } };
    const { proxies, summary } = play(quick, [death(301)]);
    const dead = proxies.find(({ diedAtSeconds }) => diedAtSeconds !== null);
    // Checks at 302, 304 and 306 s.
    expect(dead).toMatchObject({ leftLoadBalancerAtSeconds: 306, goneAtSeconds: 330 });
    expect(summary.proxyDiedRequests).toBeLessThanOrEqual(9);
  });

  it("that are the only one take everything with them", () => {
    const { summary } = play(headOnly, [death(301)]);
    // All of 29 s are sent to the dead one; then none is there for 3 s.
    expect(summary.proxyDiedRequests).toBeGreaterThan(28 * 8);
    expect(summary.unavailableRequests).toBeGreaterThanOrEqual(23);
    expect(summary.unavailableRequests).toBeLessThanOrEqual(25);
  });

  it("are lost with their node", () => {
    const { proxies, replicas } = play(everyNode, [
      struckAt(301, { kind: "node-loss", version: "primary", workerGroup: null, count: 1 }),
    ]);
    const dead = proxies.find(({ diedAtSeconds }) => diedAtSeconds !== null);
    expect(dead).toMatchObject({ diedAtSeconds: 301, goneAtSeconds: 330 });
    expect(dead?.node).not.toBe(null);
    // The node that comes in its place gets one as soon as a replica is on it.
    expect(proxies.at(-1)).toMatchObject({
      node: 4,
      startedAtSeconds: replicas.at(-1)?.placedAtSeconds,
      goneAtSeconds: null,
    });
  });

  it("serve on without the head node where the cluster outlives it, except its own", () => {
    const headDeath = struckAt(301, { kind: "head-node-death", version: "primary" });
    const lost = (proxies: ProxySettings) =>
      play(proxies, [headDeath], {}, { gcsExternalStorage: true }).summary.failedRequests;
    expect(lost(everyNode)).toBeLessThan(100);
    expect(lost(headOnly)).toBeGreaterThan(20 * 8);
  });

  it("that die while there is no controller are replaced when there is one again", () => {
    const { proxies } = play(
      everyNode,
      [struckAt(301, { kind: "head-node-death", version: "primary" }), death(302, 4)],
      {},
      {
        gcsExternalStorage: true,
        headNode: { ...buildCluster().headNode, bootSeconds: { kind: "fixed", value: 90 } },
      },
    );
    const later = proxies.filter(({ startedAtSeconds }) => startedAtSeconds > 0);
    expect(later).toHaveLength(5);
    for (const { startedAtSeconds } of later) expect(startedAtSeconds).toBe(391);
  });

  it("drain for half a minute before their node counts as idle", () => {
    const { proxies, nodes } = playLawfully(
      buildScenario({
        primary: buildVersion({
          deployments: [
            buildDeployment({
              scaling: buildAutoscaling({
                minReplicas: 1,
                maxReplicas: 4,
                initialReplicas: 4,
                downscaleDelaySeconds: 60,
              }),
            }),
          ],
          cluster: buildCluster({ proxies: everyNode }),
        }),
        traffic: [buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 0.5 } })],
      }),
    );
    const drained = proxies.filter(({ goneAtSeconds }) => goneAtSeconds !== null);
    expect(drained.length).toBeGreaterThan(0);
    for (const { node, drainingAtSeconds, goneAtSeconds, lostRequests } of drained) {
      const goneSeconds = goneAtSeconds as number;
      expect(goneSeconds - (drainingAtSeconds as number)).toBeGreaterThanOrEqual(30);
      expect(lostRequests).toBe(0);
      const use = nodes.find((each) => each.node === node);
      expect(use?.releasedAtSeconds).toBe(goneSeconds + 60);
    }
  });

  it("take a canary in only once one of its own is there, and lose nothing in a rollout", () => {
    const slow = { ...everyNode, startSeconds: { kind: "fixed", value: 200 } as const };
    const { summary, proxies, splits } = play(slow, [], {
      horizonSeconds: 3600,
      commands: [deployAt(10, {}, buildVersion({ cluster: buildCluster({ proxies: slow }) }))],
    });
    expect(summary.outcome).toBe("completed");
    expect(summary.failedRequests).toBe(0);
    const canary = proxies.filter(({ version }) => version === "v2");
    const firstReady = Math.min(...canary.map(({ healthyAtSeconds }) => healthyAtSeconds ?? Infinity));
    const firstShift = splits.find(({ split }) => split.canary.trafficPercent > 0)?.atSeconds ?? 0;
    expect(firstShift).toBeGreaterThanOrEqual(firstReady);
  });
});
