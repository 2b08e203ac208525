import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/faults/Fault.ts";
import type { Deployment } from "../../src/serve/Deployment.ts";
import type { Scenario, TimedCommand } from "../../src/simulation/Scenario.ts";
import { anyscaleStrategy } from "../../src/strategies/anyscale/anyscaleStrategy.ts";
import { choose } from "../../src/strategies/ChosenStrategy.ts";
import { buildAutoscaling, buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "./buildVersion.ts";
import { playLawfully } from "./playLawfully.ts";
import { heldAt, moments, runningAt, serviceStates, versionStates } from "./readResult.ts";

const replicas = (numReplicas: number, more: Partial<Deployment> = {}) =>
  buildDeployment({ scaling: { kind: "static", numReplicas }, ...more });
const updateAt = (
  atSeconds: number,
  deployment: Deployment,
  how: { readonly restarts?: boolean; readonly changed?: readonly string[] } = {},
): TimedCommand => ({
  atSeconds,
  command: {
    kind: "update-in-place",
    version: buildVersion({ deployments: [deployment] }),
    restarts: how.restarts === true ? [deployment.name] : [],
    ...(how.changed === undefined ? {} : { changed: how.changed }),
  },
});
const play = (deployment: Deployment, overrides: Partial<Scenario>) =>
  playLawfully(
    buildScenario({
      horizonSeconds: 3600,
      primary: buildVersion({ deployments: [deployment] }),
      ...overrides,
    }),
  );
const crashesFrom = (atSeconds: number, durationSeconds: number | null = null): Fault => ({
  name: "bad constructor",
  trigger: { kind: "at", atSeconds },
  effect: { kind: "never-healthy", version: "primary", deployment: null, mode: "crashes", durationSeconds },
});
const crashAt = (atSeconds: number, count: number): Fault => ({
  name: `crash at ${atSeconds}`,
  trigger: { kind: "at", atSeconds },
  effect: { kind: "replica-crash", version: "primary", deployment: null, count },
});

describe("rolling_update_percentage", () => {
  it.each([
    [10, 0.5, 5],
    [10, 1, 10],
    [10, 0.01, 1],
    [7, 0.29, 2],
  ])("of %i replicas and %d lets a heavyweight update miss %i at a time", (target, share, atOnce) => {
    const deployment = replicas(target, { rollingUpdateShare: share });
    const result = play(deployment, { commands: [updateAt(100, deployment, { restarts: true })] });
    const counts = moments(result).map((moment) => runningAt(result, moment).length);
    expect(Math.min(...counts)).toBe(target - atOnce);
    expect(result.summary.outcome).toBe("updated-in-place");
  });
});

describe("max_surge_percent of a deployment", () => {
  it.each([
    [10, 20, 2],
    [4, 10, 1],
    [3, 100, 3],
  ])("of %i replicas and %i %% starts %i new ones beyond the target first", (target, surge, extra) => {
    for (const replacements of ["after-drain", "at-once"] as const) {
      const deployment = replicas(target, { inPlaceSurgePercent: surge });
      const result = play(deployment, {
        replacements,
        commands: [updateAt(100, deployment, { restarts: true })],
      });
      const counts = moments(result).map((moment) => runningAt(result, moment).length);
      expect(Math.min(...counts)).toBe(target);
      const held = moments(result).map((moment) => heldAt(result, moment).length);
      if (replacements === "after-drain") expect(Math.max(...held)).toBe(target + extra);
      expect(result.held[0]).toMatchObject({ maxSurgePercent: surge, peakReplicas: target + extra });
      expect(runningAt(result, 3600)).toHaveLength(target);
      expect(result.summary).toMatchObject({ outcome: "updated-in-place", failedRequests: 0 });
    }
  });
});

describe("replicas that fail to start", () => {
  it("for an in-place update end it, and leave the replicas of the old code running", () => {
    const deployment = replicas(10);
    const result = play(deployment, {
      commands: [updateAt(100, deployment, { restarts: true })],
      faults: [crashesFrom(100)],
    });
    expect(result.summary).toMatchObject({ outcome: "update-failed", replicasCrashed: 20 });
    // A fifth was stopped for it.
    expect(runningAt(result, 3600)).toHaveLength(8);
    expect(serviceStates(result)).toEqual(["RUNNING", "UPDATING", "UNHEALTHY"]);
    expect(versionStates(result, "v1").at(-1)).toBe("UNHEALTHY");
  });

  it("for an in-place update are forgotten by the next one", () => {
    const deployment = replicas(10);
    const result = play(deployment, {
      commands: [
        updateAt(100, deployment, { restarts: true }),
        updateAt(2000, deployment, { restarts: true }),
      ],
      faults: [crashesFrom(100, 1500)],
    });
    expect(result.summary.outcome).toBe("updated-in-place");
    expect(runningAt(result, 3600)).toHaveLength(10);
    expect(serviceStates(result)).toEqual(["RUNNING", "UPDATING", "UNHEALTHY", "UPDATING", "RUNNING"]);
  });

  it("for an in-place update are not forgotten by a change of numbers alone", () => {
    const deployment = replicas(10);
    const result = play(deployment, {
      commands: [updateAt(100, deployment, { restarts: true }), updateAt(2000, replicas(12))],
      faults: [crashesFrom(100, 1500)],
    });
    expect(result.summary.outcome).toBe("update-failed");
    expect(runningAt(result, 3600)).toHaveLength(8);
  });

  it("count up to max_constructor_retry_count", () => {
    const deployment = replicas(10, { maxConstructorRetries: 7 });
    const result = play(deployment, {
      commands: [updateAt(100, deployment, { restarts: true })],
      faults: [crashesFrom(100)],
    });
    // Two at a time, found out about at the same moment.
    expect([7, 8]).toContain(result.summary.replicasCrashed);
    expect(result.summary.outcome).toBe("update-failed");
  });

  it("in place of one that ran are tried again until one runs, however many fail", () => {
    const result = play(replicas(1, { startUpSeconds: { kind: "fixed", value: 5 } }), {
      faults: [crashesFrom(100, 1000), crashAt(150, 1)],
    });
    const failed = result.events.filter(({ message }) => message.includes("failed in its constructor"));
    // A start-up of 5 s, and a loop until it is known.
    expect(failed.length).toBeGreaterThan(900 / 5.2);
    expect(failed.length).toBeLessThan(1000 / 5.1);
    expect(runningAt(result, 3600)).toHaveLength(1);
    expect(serviceStates(result)).toEqual(["RUNNING", "UNHEALTHY", "RUNNING"]);
  });

  it("are those too that die before they run", () => {
    const losses = Array.from(
      { length: 3 },
      (_, index): Fault => ({
        name: `loss ${index}`,
        trigger: { kind: "at", atSeconds: 340 + 70 * index },
        effect: { kind: "node-loss", version: "canary", workerGroup: null, count: 64 },
      }),
    );
    const one = replicas(1, { startUpSeconds: { kind: "fixed", value: 300 } });
    const result = play(one, {
      faults: losses,
      commands: [
        {
          atSeconds: 250,
          command: {
            kind: "deploy",
            version: buildVersion({ deployments: [one] }),
            strategy: choose(anyscaleStrategy, {
              maxSurgePercent: 100,
              canaryPercent: null,
              autoCompleteRollout: true,
              trafficPattern: [100],
              trafficIntervalSeconds: 0,
              rounding: "up",
              timeoutSeconds: 3000,
              holdSeconds: 0,
              connectionDrainSeconds: 0,
              unhealthyGraceSeconds: 0,
            }),
          },
        },
      ],
    });
    expect(result.summary.replicasCrashed).toBe(3);
    expect(result.versions[1]?.changes.map(({ state }) => state)).not.toContain("RUNNING");
  });
});

describe("initial_replicas", () => {
  const scaled = (more: Partial<Deployment> = {}, minReplicas = 1) =>
    buildDeployment({
      scaling: buildAutoscaling({ minReplicas, initialReplicas: 5, downscaleDelaySeconds: 100 }),
      ...more,
    });
  const quiet = { traffic: [buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 0.01 } })] };
  const targetsAt = (result: ReturnType<typeof play>, atSeconds: number) =>
    result.targets.filter((each) => each.atSeconds === atSeconds).map(({ targetReplicas }) => targetReplicas);

  it.each([
    ["a lightweight change", updateAt(1000, scaled({ maxOngoingRequests: 9 }))],
    ["new code", updateAt(1000, scaled(), { restarts: true })],
    ["a change of its bounds", updateAt(1000, scaled({}, 2))],
    ["a change of what is not simulated", updateAt(1000, scaled(), { changed: ["chat"] })],
  ])("is the target again after %s in place", (_, command) => {
    const result = play(scaled(), { ...quiet, commands: [command] });
    expect(runningAt(result, 999)).toHaveLength(1);
    expect(targetsAt(result, 1000)).toEqual([5]);
  });

  it("is not after an update that leaves the deployment as it is", () => {
    const result = play(scaled(), { ...quiet, commands: [updateAt(1000, scaled())] });
    expect(targetsAt(result, 1000)).toEqual([]);
    expect(runningAt(result, 1100)).toHaveLength(1);
  });
});

describe("replacements", () => {
  const deployment = replicas(8, {
    serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: 15 } },
  });
  const ill: Fault = {
    name: "ill",
    trigger: { kind: "at", atSeconds: 103 },
    effect: { kind: "unhealthy", version: "primary", deployment: null, count: 3, failsRequests: false },
  };
  const lives = (replacements: Scenario["replacements"]) => {
    const cluster = buildCluster({ workerGroups: [buildWorkerGroup({ minNodes: 12 })] });
    const primary = buildVersion({ deployments: [deployment], cluster });
    const result = play(deployment, { primary, replacements, faults: [ill] });
    const ends = result.replicas.filter(({ drainingAtSeconds }) => drainingAtSeconds !== null);
    return { result, ends, starts: result.replicas.slice(8).map((life) => life.requestedAtSeconds) };
  };

  it("come when those that stop are gone, unless it is said otherwise", () => {
    const { result, ends, starts } = lives("after-drain");
    expect(starts).toEqual(
      ends.map(({ goneAtSeconds }) => goneAtSeconds).sort((a, b) => (a ?? 0) - (b ?? 0)),
    );
    expect(result.held[0]).toMatchObject({ peakReplicas: 8, peakStoppingReplicas: 0 });
  });

  it("come at once where that is said, and those that stop are counted apart", () => {
    const { result, ends, starts } = lives("at-once");
    expect(starts).toEqual(
      ends.map(({ drainingAtSeconds }) => drainingAtSeconds).sort((a, b) => (a ?? 0) - (b ?? 0)),
    );
    expect(result.held[0]).toMatchObject({ peakReplicas: 8 });
    expect(result.held[0]?.peakStoppingReplicas).toBeGreaterThan(0);
    expect(result.summary.peakReplicas).toBeGreaterThan(8);
  });
});
