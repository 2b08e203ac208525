import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/faults/Fault.ts";
import { checkInvariants } from "../../src/invariants/checkInvariants.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Scenario, ServiceVersion, TimedCommand } from "../../src/simulation/Scenario.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { choose } from "../../src/strategies/ChosenStrategy.ts";
import { kubeRay } from "../../src/strategies/kubeRay/kubeRay.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario } from "./buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "./buildVersion.ts";

const replicas = 10;

function version(
  image: string,
  changes: Partial<Parameters<typeof buildDeployment>[0]> = {},
): ServiceVersion {
  return {
    ...buildVersion({
      deployments: [buildDeployment({ scaling: { kind: "static", numReplicas: replicas }, ...changes })],
      cluster: buildCluster({ workerGroups: [buildWorkerGroup({ maxNodes: 40 })] }),
    }),
    config: { image_uri: image },
  };
}

const incremental = {
  type: "NewClusterWithIncrementalUpgrade",
  maxSurgePercent: 30,
  stepSizePercent: 30,
  intervalSeconds: 10,
  deletionDelaySeconds: 60,
} as const;

function deploy(
  atSeconds: number,
  next: ServiceVersion,
  options: Parameters<typeof kubeRay.begin>[0]["options"] = incremental,
): TimedCommand {
  return { atSeconds, command: { kind: "deploy", version: next, strategy: choose(kubeRay, options) } };
}

function play(commands: readonly TimedCommand[], overrides: Partial<Scenario> = {}): SimulationResult {
  const scenario = buildScenario({ primary: version("a"), horizonSeconds: 4000, commands, ...overrides });
  const result = simulate(scenario);
  const judged = checkInvariants(result, { replayed: simulate(scenario) });
  expect(judged.filter(({ status }) => status !== "passed")).toEqual([]);
  // Its own laws were really asked.
  expect(judged.some(({ id }) => id === "kuberay-surge-held")).toBe(true);
  return result;
}

/** Capacity of both clusters and traffic of the new one, as they changed from one split to the next. */
function shares({ splits }: SimulationResult): readonly (readonly number[])[] {
  return splits
    .filter(({ cause }) => cause === "step")
    .map(({ split: { primary, canary } }) => [
      primary.capacityPercent,
      canary.capacityPercent,
      canary.trafficPercent,
    ]);
}

/** When all nodes of a version were given back. */
function goneSeconds({ nodes }: SimulationResult, id: string): number {
  return Math.max(
    ...nodes
      .filter(({ version: of }) => of === id)
      .map(({ releasedAtSeconds }) => releasedAtSeconds ?? Infinity),
  );
}

describe("an upgrade of a RayService, step by step", () => {
  const result = play([deploy(100, version("b"))]);

  it("goes through what KubeRay documents, and never holds more than 100 % and the surge", () => {
    expect(shares(result)).toEqual([
      [100, 30, 0],
      [100, 30, 30],
      [70, 30, 30],
      [70, 60, 30],
      [70, 60, 60],
      [40, 60, 60],
      [40, 90, 60],
      [40, 90, 90],
      [10, 90, 90],
      [10, 100, 90],
      [10, 100, 100],
      [0, 100, 100],
    ]);
    expect(result.summary).toMatchObject({ outcome: "completed", failedRequests: 0, peakReplicas: 13 });
  });

  it("makes the new cluster the one that serves, and keeps the old one for its deletion delay", () => {
    expect(result.service.primaryVersion.id).toBe("v2");
    expect(result.service.canaryVersion).toBeNull();
    const ended = result.events.find(({ kind }) => kind === "rollout-completed")?.atSeconds ?? Infinity;
    expect(result.versions[0]?.changes.at(-1)).toMatchObject({ state: "TERMINATED" });
    expect(goneSeconds(result, "v1")).toBeGreaterThanOrEqual(ended);
    expect(result.versions[0]?.changes.at(-1)?.atSeconds).toBeCloseTo(ended + 60, -1);
  });

  it("shows what its surge allows at most, while it lasts", () => {
    const bounds = new Set(result.timeline.gpuBound);
    expect([...bounds].sort()).toEqual([10, 13]);
    expect(result.summary.peakGpus).toBeLessThanOrEqual(13);
  });

  it("names its steps in its own words", () => {
    expect(result.steps.flatMap(({ name }) => name ?? [])).toContain("pending traffic to 60 %");
  });
});

describe("an upgrade of a RayService that does not come to its end", () => {
  it("waits for ever where the new cluster never serves, and holds both", () => {
    const sick = version("sick");
    const faults: readonly Fault[] = [
      {
        name: "sick",
        trigger: { kind: "at", atSeconds: 0 },
        effect: {
          kind: "never-healthy",
          version: "canary",
          deployment: null,
          mode: "hangs",
          durationSeconds: null,
        },
      },
    ];
    const result = play([deploy(100, sick)], { faults });
    expect(result.summary).toMatchObject({ outcome: "in-progress", rollbacks: 0, failedRequests: 0 });
    expect(shares(result)).toEqual([[100, 30, 0]]);
    expect(result.versions).toHaveLength(2);
    expect(result.versions[1]?.changes.at(-1)?.state).not.toBe("TERMINATED");
  });

  it("never moves with a surge of 0, or with a step of 0", () => {
    expect(
      shares(play([deploy(100, version("b"), { ...incremental, maxSurgePercent: 0, stepSizePercent: 0 })])),
    ).toEqual([]);
    expect(shares(play([deploy(100, version("b"), { ...incremental, stepSizePercent: 0 })]))).toEqual([
      [100, 30, 0],
    ]);
  });

  it("goes back step by step when the old spec is deployed again, and the old cluster serves on", () => {
    const result = play([deploy(100, version("b")), deploy(330, version("a"))]);
    expect(result.summary.outcome).toBe("rolled-back");
    expect(result.service.primaryVersion.id).toBe("v1");
    expect(shares(result).at(-1)).toEqual([100, 0, 0]);
    const traffic = shares(result).map(([, , percent]) => percent ?? 0);
    const turn = traffic.indexOf(Math.max(...traffic));
    expect(traffic.slice(turn)).toEqual(traffic.slice(turn).toSorted((a, b) => b - a));
    expect(result.summary.failedRequests).toBe(0);
  });

  it("goes back first when a third spec is deployed, and then on to that one", () => {
    const result = play([deploy(100, version("b")), deploy(330, version("c"))]);
    expect(result.summary.outcome).toBe("completed");
    expect(result.versions.map(({ id }) => id)).toEqual(["v1", "v2", "v3"]);
    expect(result.service.primaryVersion.id).toBe("v3");
  });

  it("refuses what KubeRay has no command for, and another system's deploy", () => {
    const anyscale: TimedCommand = {
      atSeconds: 320,
      command: { kind: "set-canary-percent", canaryPercent: 50, maxSurgePercent: null },
    };
    const rollback: TimedCommand = { atSeconds: 321, command: { kind: "rollback", maxSurgePercent: 25 } };
    const { commands } = play([deploy(100, version("b")), anyscale, rollback]);
    expect(commands.slice(1).map(({ accepted, message }) => [accepted, message])).toEqual([
      [false, expect.stringMatching(/KubeRay moves traffic by itself/)],
      [false, expect.stringMatching(/KubeRay has no command to roll back/)],
    ]);
  });
});

describe("a second cluster of full size", () => {
  it("gets all traffic at once when it serves, and both are held until the old one is deleted", () => {
    const result = play([deploy(100, version("b"), { type: "NewCluster", deletionDelaySeconds: 60 })]);
    expect(result.summary).toMatchObject({
      outcome: "completed",
      failedRequests: 0,
      peakReplicas: 2 * replicas,
    });
    expect(shares(result)).toEqual([
      [100, 100, 0],
      [100, 100, 100],
    ]);
  });
});
