import { describe, expect, it } from "vitest";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildVersion } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";
import { playLawfully } from "./playLawfully.ts";

const busy = (overrides: Parameters<typeof buildTraffic>[0] = {}) =>
  buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 20 }, ...overrides });
const quick = buildVersion({
  deployments: [
    buildDeployment({
      serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: 0.01 } },
    }),
  ],
});

describe("the traffic split", () => {
  it.each([5, 30, 50, 90])("sends the canary its %i %%, within what chance allows", (canaryPercent) => {
    const result = playLawfully(
      buildScenario({
        horizonSeconds: 3600,
        primary: quick,
        traffic: [busy()],
        commands: [deployAt(0, { maxSurgePercent: 100, canaryPercent }, quick)],
      }),
    );
    const step = result.steps.at(-1);
    const total = step?.requests ?? 0;
    const share = (step?.canary.requests ?? 0) / total;
    const p = canaryPercent / 100;
    // Four standard deviations of a binomial share.
    expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / total));
    expect(total).toBeGreaterThan(50_000);
  });

  it("sends nothing to a canary without a share", () => {
    const result = playLawfully(
      buildScenario({
        primary: quick,
        traffic: [busy()],
        commands: [deployAt(0, { canaryPercent: 0 }, quick)],
      }),
    );
    expect(result.requests.byVersion.v2?.arrived).toBe(0);
    expect(result.summary.outcome).toBe("paused");
  });
});

describe("a request with the header X-ANYSCALE-VERSION", () => {
  const play = (
    pins: { pinnedPrimaryPercent?: number; pinnedCanaryPercent?: number },
    canaryPercent: number | null,
  ) =>
    playLawfully(
      buildScenario({
        primary: quick,
        traffic: [busy(pins)],
        commands: canaryPercent === null ? [] : [deployAt(0, { maxSurgePercent: 100, canaryPercent }, quick)],
      }),
    );

  it("goes to the version that it names, whatever the split", () => {
    const toPrimary = play({ pinnedPrimaryPercent: 100 }, 75);
    expect(toPrimary.requests.byVersion.v2?.arrived).toBe(0);
    const toCanary = play({ pinnedCanaryPercent: 100 }, 10).steps.at(-1);
    expect(toCanary?.primary.requests).toBe(0);
    expect(toCanary?.canary.requests).toBeGreaterThan(10_000);
  });

  it("leaves the split of the others as it is", () => {
    const result = play({ pinnedCanaryPercent: 50 }, 20);
    const step = result.steps.at(-1);
    // Half by the header, and a fifth of the other half.
    const expected = 0.5 + 0.5 * 0.2;
    const total = step?.requests ?? 0;
    expect((step?.canary.requests ?? 0) / total).toBeCloseTo(expected, 1.7);
  });

  it("goes to the primary when it names a canary that is not there", () => {
    const result = play({ pinnedCanaryPercent: 100 }, null);
    expect(result.requests.total.arrived).toBe(result.requests.byVersion.v1?.arrived);
    expect(result.summary.failedRequests).toBe(0);
  });

  it("goes to the primary until the canary that it names has first been healthy", () => {
    const result = playLawfully(
      buildScenario({
        primary: quick,
        traffic: [busy({ pinnedCanaryPercent: 100 })],
        commands: [deployAt(100.01, {}, quick)],
      }),
    );
    const healthy = result.versions[1]?.changes.find(({ state }) => state === "RUNNING")?.atSeconds ?? 0;
    // Head 20 s, node 60 s, replica 30 s.
    expect(healthy).toBeCloseTo(210.01, 9);
    const first = result.timeline.canary.arrivedRequests.findIndex((count) => count > 0);
    expect(result.timeline.atSeconds[first]).toBe(210);
    expect(result.timeline.primary.arrivedRequests.slice(0, first)).toEqual(Array(first).fill(200));
    expect(result.summary.failedRequests).toBe(0);
  });
});

describe("a service that is terminated", () => {
  it("refuses every request from then on", () => {
    const result = playLawfully(
      buildScenario({
        primary: quick,
        traffic: [busy()],
        commands: [{ atSeconds: 100.01, command: { kind: "terminate" } }],
      }),
    );
    expect(result.summary.unavailableRequests).toBe(result.summary.requests - 2000);
  });
});

describe("traffic to a deployment that a version does not have", () => {
  it("is refused there", () => {
    const without = buildVersion({ deployments: [buildDeployment({ name: "other" })] });
    const result = playLawfully(
      buildScenario({
        primary: quick,
        traffic: [busy()],
        commands: [deployAt(0, { maxSurgePercent: 100, canaryPercent: 50 }, without)],
      }),
    );
    const canary = result.requests.byVersion.v2;
    expect(canary?.arrived).toBeGreaterThan(1000);
    expect(canary?.failed.unavailable).toBe(canary?.arrived);
    expect(result.requests.byVersion.v1?.failed.unavailable).toBe(0);
  });
});
