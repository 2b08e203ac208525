import { describe, expect, it } from "vitest";
import type { Fault, FaultEffect } from "../../src/faults/Fault.ts";
import { controlLoopSeconds } from "../../src/serve/controller/controlLoopSeconds.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";
import { playLawfully } from "./playLawfully.ts";
import { runningAt, serviceStates, versionStates } from "./readResult.ts";

const ill: FaultEffect = {
  kind: "unhealthy",
  version: "canary",
  deployment: null,
  count: null,
  failsRequests: false,
};
const illAt = (percent: number, effect: FaultEffect = ill): Fault => ({
  name: "ill",
  trigger: { kind: "canary-traffic", percent, delaySeconds: 5 },
  effect,
});
const rollbackOf = (result: ReturnType<typeof playLawfully>) => {
  const played = result.plans.find(({ cause }) => cause === "automatic-rollback");
  if (played === undefined) throw new Error("nothing was rolled back");
  return played;
};

describe("a canary that becomes unhealthy", () => {
  const result = playLawfully(buildScenario({ commands: [deployAt(0)], faults: [illAt(75)] }));
  const { atSeconds } = rollbackOf(result);

  it("makes the service roll back by itself", () => {
    expect(rollbackOf(result).reason).toBe("the canary became unhealthy");
    expect(result.summary).toMatchObject({ outcome: "rolled-back", rollbacks: 1 });
    expect(serviceStates(result)).toEqual(["RUNNING", "ROLLING_OUT", "ROLLING_BACK", "RUNNING"]);
    // When it is noticed it is to be terminated in the same instant.
    expect(versionStates(result, "v2")).toEqual([
      "STARTING",
      "RUNNING",
      "UNHEALTHY",
      "TERMINATING",
      "TERMINATED",
    ]);
    expect(versionStates(result, "v1")).toEqual(["STARTING", "RUNNING"]);
  });

  it("sets traffic, primary capacity and canary capacity at the same instant", () => {
    const changes = result.splits.filter((change) => change.atSeconds === atSeconds);
    expect(changes).toHaveLength(1);
    expect(changes[0]?.split).toEqual({
      canary: { capacityPercent: 0, trafficPercent: 0 },
      primary: { capacityPercent: 100, trafficPercent: 100 },
    });
    expect(runningAt(result, atSeconds, { version: "v2" })).toEqual([]);
    const requested = result.replicas.filter(
      (life) => life.version === "v1" && life.requestedAtSeconds === atSeconds,
    );
    // At 75 % the primary had two of its eight left.
    expect(requested).toHaveLength(6);
  });

  it("is noticed after three failed health checks, and not before", () => {
    const struck = result.events.find(({ kind }) => kind === "fault")?.atSeconds ?? 0;
    // The first check after the fault comes within a period of 10 s, the third 20 s later.
    expect(atSeconds - struck).toBeGreaterThan(20);
    expect(atSeconds - struck).toBeLessThanOrEqual(30);
  });

  it("leaves more traffic than capacity to the primary until its replicas are back", () => {
    const back = result.replicas
      .filter((life) => life.version === "v1" && life.requestedAtSeconds === atSeconds)
      .map(({ runningAtSeconds }) => runningAtSeconds ?? Number.POSITIVE_INFINITY);
    expect(result.summary.trafficBeyondCapacitySeconds).toBeCloseTo(Math.max(...back) - atSeconds, 9);
    expect(result.summary.trafficBeyondCapacitySeconds).toBeGreaterThan(30);
  });

  it("counts more traffic than capacity up to the end of a run that ends meanwhile", () => {
    const play = (horizonSeconds: number) =>
      playLawfully(buildScenario({ horizonSeconds, commands: [deployAt(0)], faults: [illAt(75)] }));
    expect(play(atSeconds + 10).summary.trafficBeyondCapacitySeconds).toBeCloseTo(10, 9);
  });

  it("may be ill for the grace that it is given, and recover", () => {
    const one: FaultEffect = { ...ill, count: 1 };
    const play = (unhealthyGraceSeconds: number) =>
      playLawfully(
        buildScenario({
          commands: [deployAt(0, { unhealthyGraceSeconds, holdSeconds: 200 })],
          faults: [illAt(25, one)],
          horizonSeconds: 2400,
        }),
      );
    expect(play(0).summary.outcome).toBe("rolled-back");
    // A replacement is there within the drain of the ill one, a node's boot and the start-up.
    expect(play(150).summary.outcome).toBe("completed");
  });
});

describe("a canary that loses a replica before it has ever been healthy", () => {
  it("is still starting: the replica is replaced and the rollout goes on", () => {
    const version = buildVersion({
      deployments: [buildDeployment({ startUpSeconds: { kind: "uniform", low: 10, high: 100 } })],
    });
    const result = playLawfully(
      buildScenario({
        commands: [deployAt(0, { maxSurgePercent: 100 }, version)],
        faults: [
          {
            name: "crash",
            trigger: { kind: "at", atSeconds: 140 },
            effect: { kind: "replica-crash", version: "canary", deployment: null, count: 1 },
          },
        ],
      }),
    );
    expect(result.summary).toMatchObject({ outcome: "completed", replicasCrashed: 1, rollbacks: 0 });
  });
});

describe("requests lost in a rollback", () => {
  const slow = buildVersion({
    deployments: [
      buildDeployment({
        serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: 30 } },
        maxOngoingRequests: 10,
      }),
    ],
  });
  const play = (percent: number) =>
    playLawfully(
      buildScenario({
        primary: slow,
        commands: [deployAt(0, {}, slow)],
        faults: [illAt(percent, { ...ill, failsRequests: false })],
        traffic: [buildTraffic()],
      }),
    );

  it("are those that the canary's replicas could not finish within their graceful shutdown", () => {
    const { summary } = play(75);
    expect(summary.shutdownRequests).toBeGreaterThan(0);
    expect(summary.failedRequests).toBe(summary.shutdownRequests);
  });

  it("are more, the further the rollout had come", () => {
    expect(play(75).summary.failedRequests).toBeGreaterThan(play(25).summary.failedRequests);
  });

  it("are none before any traffic has moved", () => {
    const result = playLawfully(
      buildScenario({
        commands: [deployAt(0, { timeoutSeconds: 300 })],
        faults: [
          {
            name: "hangs",
            trigger: { kind: "at", atSeconds: 0 },
            effect: {
              kind: "never-healthy",
              version: "canary",
              deployment: null,
              mode: "hangs",
              durationSeconds: null,
            },
          },
        ],
      }),
    );
    expect(result.summary).toMatchObject({
      outcome: "rolled-back",
      failedRequests: 0,
      trafficBeyondCapacitySeconds: 0,
    });
  });
});

describe("a canary that never becomes healthy", () => {
  const never = (mode: "hangs" | "crashes"): Fault => ({
    name: "never",
    trigger: { kind: "at", atSeconds: 0 },
    effect: { kind: "never-healthy", version: "canary", deployment: null, mode, durationSeconds: null },
  });

  it("is rolled back at exactly 120 minutes", () => {
    const result = playLawfully(
      buildScenario({ horizonSeconds: 7600, commands: [deployAt(100.5)], faults: [never("hangs")] }),
    );
    expect(rollbackOf(result)).toMatchObject({
      atSeconds: 100.5 + 120 * 60,
      reason: "not completed within 120 minutes",
    });
    expect(versionStates(result, "v2")).toEqual(["STARTING", "TERMINATING", "TERMINATED"]);
  });

  it.each([
    [1, 3],
    [4, 12],
    [8, 20],
  ])("of %i replicas fails to deploy after %i constructor failures", (numReplicas, failures) => {
    const version = buildVersion({
      deployments: [
        buildDeployment({
          scaling: { kind: "static", numReplicas },
          // No two fail at the same instant.
          startUpSeconds: { kind: "uniform", low: 20, high: 40 },
        }),
      ],
    });
    const result = playLawfully(
      buildScenario({
        primary: version,
        commands: [deployAt(0, { maxSurgePercent: 100 }, version)],
        faults: [never("crashes")],
      }),
    );
    expect(result.summary.replicasCrashed).toBe(failures);
    expect(rollbackOf(result).reason).toMatch(/failed to start \d+ times/);
    expect(versionStates(result, "v2")).toEqual(["STARTING", "UNHEALTHY", "TERMINATING", "TERMINATED"]);
    expect(result.summary.outcome).toBe("rolled-back");
  });
});

describe("a canary whose later replicas fail in their constructor", () => {
  it("is tried again at every control loop, however quickly they fail, until the time is over", () => {
    const instant = buildVersion({
      deployments: [buildDeployment({ startUpSeconds: { kind: "fixed", value: 0 } })],
    });
    const result = playLawfully(
      buildScenario({
        primary: instant,
        commands: [deployAt(0, { timeoutSeconds: 1000 }, instant)],
        faults: [
          {
            name: "never",
            trigger: { kind: "canary-traffic", percent: 25, delaySeconds: 0 },
            effect: {
              kind: "never-healthy",
              version: "canary",
              deployment: null,
              mode: "crashes",
              durationSeconds: null,
            },
          },
        ],
      }),
    );
    expect(rollbackOf(result)).toMatchObject({
      atSeconds: 1000,
      reason: expect.stringMatching(/not completed/),
    });
    const failedAt = result.events
      .filter(({ kind, message }) => kind === "replica-gone" && message.includes("failed in its constructor"))
      .map(({ atSeconds }) => atSeconds);
    const loops = (1000 - (failedAt[0] ?? 0)) / controlLoopSeconds;
    expect(new Set(failedAt).size).toBeGreaterThan(0.9 * loops);
    expect(new Set(failedAt).size).toBeLessThan(1.01 * loops);
  });
});

describe("a primary that must come back", () => {
  const pooled = buildVersion({
    cluster: buildCluster({ workerGroups: [buildWorkerGroup({ pool: "gpus", idleSeconds: 1 })] }),
  });
  const play = (effect: Fault | null) =>
    playLawfully(
      buildScenario({
        horizonSeconds: 3600,
        primary: pooled,
        pools: [{ name: "gpus", maxNodes: 10 }],
        commands: [deployAt(0, {}, pooled)],
        faults: [illAt(75), ...(effect === null ? [] : [effect])],
      }),
    );

  it("adds nodes for its replicas", () => {
    const result = play(null);
    const { atSeconds } = rollbackOf(result);
    const added = result.nodes.filter(
      ({ version, launchedAtSeconds }) => version === "v1" && launchedAtSeconds >= atSeconds,
    );
    expect(added).toHaveLength(6);
  });

  it("comes back late where the pool is out of stock", () => {
    const stockOut: Fault = {
      name: "stock-out",
      trigger: { kind: "canary-traffic", percent: 75, delaySeconds: 0 },
      effect: { kind: "stock-out", pool: "gpus", durationSeconds: 1000 },
    };
    const quick = play(null).summary.trafficBeyondCapacitySeconds;
    const late = play(stockOut).summary.trafficBeyondCapacitySeconds;
    expect(late).toBeGreaterThan(quick + 800);
  });

  it("no longer counts as short of capacity once it is terminated", () => {
    const result = playLawfully(
      buildScenario({
        horizonSeconds: 3600,
        primary: pooled,
        pools: [{ name: "gpus", maxNodes: 10 }],
        commands: [deployAt(0, {}, pooled), { atSeconds: 900, command: { kind: "terminate" } }],
        faults: [
          illAt(75),
          {
            name: "stock-out",
            trigger: { kind: "canary-traffic", percent: 75, delaySeconds: 0 },
            effect: { kind: "stock-out", pool: "gpus", durationSeconds: null },
          },
        ],
      }),
    );
    const { atSeconds } = rollbackOf(result);
    expect(result.summary.trafficBeyondCapacitySeconds).toBeCloseTo(900 - atSeconds, 9);
  });
});
