import { describe, expect, it } from "vitest";
import { buildAutoscaling, buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildVersion } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";
import { playLawfully } from "./playLawfully.ts";
import { runningAt, serviceStates } from "./readResult.ts";

const scaled = (scaling: Parameters<typeof buildAutoscaling>[0], more = {}) =>
  buildVersion({ deployments: [buildDeployment({ scaling: buildAutoscaling(scaling), ...more })] });

describe("the canary's initial_replicas", () => {
  // The primary's last request takes two minutes, so that its drain is long.
  const slow = { serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: 120 } } } as const;
  const primary = scaled(
    { minReplicas: 1, maxReplicas: 8 },
    { ...slow, gracefulShutdownTimeoutSeconds: 300 },
  );
  const canary = scaled({ minReplicas: 1, maxReplicas: 8, initialReplicas: 6 });
  const result = playLawfully(
    buildScenario({
      horizonSeconds: 3000,
      primary,
      traffic: [buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 0.05 } })],
      commands: [deployAt(100, { maxSurgePercent: 100 }, canary)],
    }),
  );
  const finishedSeconds = result.splits.find(({ cause }) => cause === "finish")?.atSeconds ?? 0;
  const leftSeconds =
    result.splits.find(({ split }) => split.primary.capacityPercent === 0)?.atSeconds ?? finishedSeconds;

  it("are its floor until the rollout finishes, while the primary drains too", () => {
    expect(finishedSeconds).toBeGreaterThan(leftSeconds + 30);
    const whileDraining = result.targets.filter(
      ({ version, atSeconds }) => version === "v2" && atSeconds >= leftSeconds && atSeconds < finishedSeconds,
    );
    for (const { minReplicas } of whileDraining) expect(minReplicas).toBe(6);
    expect(runningAt(result, finishedSeconds - 1, { version: "v2" })).toHaveLength(6);
    expect(result.plans[0]?.plan.steps.at(-1)?.canary.replicas).toEqual({
      chat: { minReplicas: 6, maxReplicas: 8 },
    });
  });

  it("are no floor any more once it is the primary", () => {
    expect(result.targets.at(-1)).toMatchObject({ version: "v2", role: "primary", minReplicas: 1 });
    expect(runningAt(result, 2999)).toHaveLength(1);
  });
});

describe("a deployment with min_replicas 0", () => {
  const none = scaled({ minReplicas: 0, maxReplicas: 4 });
  const silent = { horizonSeconds: 3000, primary: none, traffic: [] };

  it("runs a replica in both versions while one replaces the other, and none before and after", () => {
    const result = playLawfully(
      buildScenario({ ...silent, commands: [deployAt(100, { canaryPercent: 50 }, none)] }),
    );
    expect(runningAt(result, 99)).toEqual([]);
    expect(runningAt(result, 2999).map(({ version }) => version)).toEqual(["v1", "v2"]);
    const whole = playLawfully(buildScenario({ ...silent, commands: [deployAt(100, {}, none)] }));
    expect(whole.summary.outcome).toBe("completed");
    expect(runningAt(whole, 2999)).toEqual([]);
  });

  it("does not complete a rollout whose canary never starts: it rolls back", () => {
    const faults = [
      {
        name: "broken",
        trigger: { kind: "at", atSeconds: 0 },
        effect: {
          kind: "never-healthy",
          version: "canary",
          deployment: null,
          mode: "crashes",
          durationSeconds: null,
        },
      } as const,
    ];
    const result = playLawfully(buildScenario({ ...silent, faults, commands: [deployAt(100, {}, none)] }));
    expect(result.summary.outcome).toBe("rolled-back");
    expect(serviceStates(result)).toContain("ROLLING_BACK");
  });
});
