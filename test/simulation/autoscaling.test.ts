import { describe, expect, it } from "vitest";
import type { AutoscalingSettings } from "../../src/serve/Deployment.ts";
import type { TrafficStream } from "../../src/workload/Traffic.ts";
import { buildAutoscaling, buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";
import { playLawfully } from "./playLawfully.ts";
import { runningAt } from "./readResult.ts";

const steps = (
  ...points: readonly (readonly [atSeconds: number, requestsPerSecond: number])[]
): TrafficStream =>
  buildTraffic({
    arrivals: {
      kind: "schedule",
      interpolation: "step",
      process: "constant",
      points: points.map(([atSeconds, requestsPerSecond]) => ({ atSeconds, requestsPerSecond })),
    },
  });
const scaled = (settings: Partial<AutoscalingSettings>) =>
  buildVersion({
    deployments: [buildDeployment({ scaling: buildAutoscaling(settings), maxOngoingRequests: 100 })],
    cluster: buildCluster({
      workerGroups: [buildWorkerGroup({ bootSeconds: { kind: "fixed", value: 5 } })],
    }),
  });

describe("the number of replicas", () => {
  it("follows the load up once the delay has passed, and down again after the longer one", () => {
    // Requests of 1 s: as many are ongoing as arrive a second; two to a replica.
    const result = playLawfully(
      buildScenario({
        horizonSeconds: 3000,
        primary: scaled({ upscaleDelaySeconds: 30, downscaleDelaySeconds: 600 }),
        traffic: [steps([0, 1], [300, 12], [1000, 1])],
      }),
    );
    expect(runningAt(result, 300)).toHaveLength(1);
    const up = result.targets.find(({ targetReplicas }) => targetReplicas > 1);
    expect(up?.atSeconds).toBeGreaterThanOrEqual(330);
    expect(up?.atSeconds).toBeLessThanOrEqual(350);
    expect(runningAt(result, 999)).toHaveLength(6);
    const down = result.targets.find(
      ({ atSeconds, targetReplicas }) => atSeconds > 1000 && targetReplicas < 6,
    );
    expect(down?.atSeconds).toBeGreaterThanOrEqual(1600);
    expect(down?.atSeconds).toBeLessThanOrEqual(1650);
    expect(runningAt(result, 3000)).toHaveLength(1);
    expect(result.summary.failedRequests).toBe(0);
  });

  it("forgets a direction that did not hold for the whole delay", () => {
    const play = (burstSeconds: number) =>
      playLawfully(
        buildScenario({
          primary: scaled({ upscaleDelaySeconds: 120, lookBackPeriodSeconds: 10 }),
          traffic: [steps([0, 1], [300, 6], [300 + burstSeconds, 1], [440, 6], [440 + burstSeconds, 1])],
        }),
      ).targets.some(({ targetReplicas }) => targetReplicas > 1);
    expect(play(60)).toBe(false);
    expect(play(135)).toBe(true);
  });

  it("goes to zero and comes back when somebody asks", () => {
    const result = playLawfully(
      buildScenario({
        horizonSeconds: 2400,
        primary: scaled({
          minReplicas: 0,
          initialReplicas: 1,
          downscaleDelaySeconds: 60,
          downscaleToZeroDelaySeconds: 120,
        }),
        traffic: [steps([0, 1], [300, 0], [1500, 1])],
      }),
    );
    expect(runningAt(result, 300)).toHaveLength(1);
    const zero = result.targets.find(({ targetReplicas }) => targetReplicas === 0);
    expect(zero?.atSeconds).toBeGreaterThanOrEqual(300 + 120);
    expect(zero?.atSeconds).toBeLessThanOrEqual(300 + 120 + 45);
    expect(runningAt(result, 1499)).toEqual([]);
    // Those who ask meanwhile wait for the replica, and get their answer.
    expect(result.summary.failedRequests).toBe(0);
    expect(result.summary.maxLatencySeconds).toBeGreaterThan(35);
    expect(runningAt(result, 2400).length).toBeGreaterThan(0);
  });
});

describe("during a rollout", () => {
  const version = scaled({ minReplicas: 2, maxReplicas: 8, initialReplicas: 4, upscaleDelaySeconds: 10 });
  const result = playLawfully(
    buildScenario({
      primary: version,
      traffic: [buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 16 } })],
      commands: [deployAt(300, { maxSurgePercent: 50, holdSeconds: 120 }, version)],
    }),
  );
  const bounds = (id: string, capacityPercent: number) =>
    result.targets
      .filter((record) => record.version === id && record.capacityPercent === capacityPercent)
      .map(({ minReplicas, maxReplicas, role }) => [role, minReplicas, maxReplicas]);

  it("bounds follow the capacity of each version", () => {
    expect(bounds("v1", 100)[0]).toEqual(["primary", 2, 8]);
    expect(bounds("v1", 50)[0]).toEqual(["primary", 1, 4]);
    expect(bounds("v2", 50)[0]).toEqual(["canary", 2, 4]);
    expect(bounds("v2", 100)[0]).toEqual(["canary", 4, 8]);
  });

  it("initial_replicas are the floor of the canary until the rollout is done, not beyond", () => {
    expect(result.summary.outcome).toBe("completed");
    expect(bounds("v2", 100).at(-1)).toEqual(["primary", 2, 8]);
    // Nothing is left to the primary, which still drains.
    const left = result.splits.find(({ split }) => split.primary.capacityPercent === 0);
    const until = result.targets.filter(
      ({ version: id, atSeconds }) => id === "v2" && atSeconds <= (left?.atSeconds ?? 0),
    );
    expect(until.at(-1)).toMatchObject({ capacityPercent: 100, minReplicas: 4, maxReplicas: 8 });
    const canary = result.targets.filter(({ role }) => role === "canary");
    for (const { capacityPercent, targetReplicas } of canary) {
      expect(targetReplicas).toBeGreaterThanOrEqual((4 * capacityPercent) / 100);
    }
  });

  it("autoscaling goes on within them", () => {
    // Sixteen ongoing requests need eight replicas; half the capacity allows four.
    const half = result.targets.filter(
      ({ version: id, capacityPercent }) => id === "v2" && capacityPercent === 50,
    );
    expect(half.at(-1)?.targetReplicas).toBe(4);
    expect(half.length).toBeGreaterThan(1);
    expect(runningAt(result, 1200, { version: "v2" })).toHaveLength(8);
  });
});
