import { describe, expect, it } from "vitest";
import type { ProxySettings } from "../../src/cluster/ProxySettings.ts";
import { loadScenario } from "../../src/scenario/loadScenario.ts";
import { simulate } from "../../src/simulation/simulate.ts";

/** The shipped story, from a little before the death to a little after; and the same with one thing changed. */
function play(changes: Partial<ProxySettings> = {}) {
  const { scenario } = loadScenario("scenarios/proxy-death.yaml");
  const { cluster } = scenario.primary;
  if (cluster.proxies === undefined) throw new Error("the story has proxies");
  const proxies = { ...cluster.proxies, ...changes };
  return simulate({
    ...scenario,
    horizonSeconds: 700,
    primary: { ...scenario.primary, cluster: { ...cluster, proxies } },
  }).summary;
}

describe("the story of a proxy that dies", () => {
  const told = play();

  it("is one of every seventh request, which a retry hides", () => {
    // From 607 s to the controller's third failed check at 630 s, a seventh of 120 requests a second and their retries.
    expect(Math.abs(told.proxyDiedRequests / ((23 * 120) / 7) - 1)).toBeLessThan(0.25);
    expect(told.clientFailedRequests).toBeLessThan(told.proxyDiedRequests / 4);
    expect(told.failedRequests).toBe(told.proxyDiedRequests);
  });

  it("is shorter where the load balancer looks more often", () => {
    const quick = play({ loadBalancer: { checkIntervalSeconds: 5, unhealthyThreshold: 2 } });
    expect(quick.proxyDiedRequests).toBeLessThan(told.proxyDiedRequests / 2);
  });

  it("is an outage where the head node has the only one", () => {
    const alone = play({ location: "head-only" });
    expect(alone.proxyDiedRequests + alone.unavailableRequests).toBeGreaterThan(26 * 120);
    expect(alone.clientFailedRequests).toBeGreaterThan(2000);
  });
});
