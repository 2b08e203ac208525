import { describe, expect, it } from "vitest";
import type { FaultEffect } from "../../src/faults/Fault.ts";
import { controlLoopSeconds } from "../../src/serve/controller/controlLoopSeconds.ts";
import type { Deployment } from "../../src/serve/Deployment.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";
import { playLawfully } from "./playLawfully.ts";
import { runningAt } from "./readResult.ts";

const seconds = (value: number): Deployment["serviceTime"] => ({
  kind: "distribution",
  seconds: { kind: "fixed", value },
});
const scaleTo = (atSeconds: number, numReplicas: number, more: Partial<Deployment> = {}) => ({
  atSeconds,
  command: {
    kind: "update-in-place" as const,
    version: buildVersion({
      deployments: [buildDeployment({ scaling: { kind: "static", numReplicas }, ...more })],
    }),
    restarts: [],
  },
});
const strikeAt = (atSeconds: number, effect: FaultEffect): Pick<Scenario, "faults"> => ({
  faults: [{ name: "struck", trigger: { kind: "at", atSeconds }, effect }],
});

describe("a new replica", () => {
  it("waits for its node's boot, then for its own start-up", () => {
    const result = playLawfully(buildScenario({ commands: [scaleTo(100, 9)] }));
    expect(result.replicas.at(-1)).toMatchObject({
      requestedAtSeconds: 100,
      placedAtSeconds: 160,
      runningAtSeconds: 190,
    });
  });

  it("starts at once where a node has room", () => {
    const cluster = buildCluster({ workerGroups: [buildWorkerGroup({ minNodes: 9 })] });
    const result = playLawfully(
      buildScenario({ primary: buildVersion({ cluster }), commands: [scaleTo(100, 9)] }),
    );
    expect(result.replicas.at(-1)).toMatchObject({ placedAtSeconds: 100, runningAtSeconds: 130 });
  });

  it("meets the same start-up and boot times whatever the surge", () => {
    const version = buildVersion({
      deployments: [buildDeployment({ startUpSeconds: { kind: "lognormal", median: 30, sigma: 0.5 } })],
    });
    const lasts = (maxSurgePercent: number) =>
      playLawfully(buildScenario({ commands: [deployAt(0, { maxSurgePercent }, version)] }))
        .replicas.filter((life) => life.version === "v2" && life.runningAtSeconds !== null)
        .map(({ runningAtSeconds, placedAtSeconds }) =>
          ((runningAtSeconds ?? 0) - (placedAtSeconds ?? 0)).toFixed(6),
        );
    expect(lasts(25)).toHaveLength(8);
    expect(new Set(lasts(25)).size).toBe(8);
    expect(lasts(25)).toEqual(lasts(100));
  });
});

describe("a replica that drains", () => {
  const drain = (workSeconds: number, loopSeconds: number) => {
    const more = {
      serviceTime: seconds(workSeconds),
      gracefulShutdownWaitLoopSeconds: loopSeconds,
      maxOngoingRequests: 100,
    };
    const primary = buildVersion({ deployments: [buildDeployment(more)] });
    return playLawfully(buildScenario({ primary, commands: [scaleTo(100.25, 4, more)] }));
  };
  const lasts = (result: ReturnType<typeof drain>) =>
    result.replicas
      .filter(({ drainingAtSeconds }) => drainingAtSeconds !== null)
      .map(({ drainingAtSeconds, goneAtSeconds }) => (goneAtSeconds ?? 0) - (drainingAtSeconds ?? 0));

  it("is looked at every graceful_shutdown_wait_loop_s, and goes at the first look that finds it idle", () => {
    for (const loopSeconds of [2, 3]) {
      const found = lasts(drain(7.5, loopSeconds));
      expect(found).toHaveLength(4);
      for (const seconds of found) {
        expect(seconds / loopSeconds).toBeCloseTo(Math.round(seconds / loopSeconds), 9);
        expect(seconds).toBeGreaterThanOrEqual(loopSeconds);
        expect(seconds).toBeLessThan(7.5 + loopSeconds);
      }
    }
  });

  it("is not gone before the controller looks again, however short its own pauses and its timeout are", () => {
    // Idle at once, and busy for longer than it is given.
    for (const [workSeconds, timeoutSeconds] of [
      [0.01, 20],
      [60, 0],
    ] as const) {
      const more = {
        serviceTime: seconds(workSeconds),
        gracefulShutdownWaitLoopSeconds: 0.01,
        gracefulShutdownTimeoutSeconds: timeoutSeconds,
        maxOngoingRequests: 100,
      };
      const primary = buildVersion({ deployments: [buildDeployment(more)] });
      const found = lasts(playLawfully(buildScenario({ primary, commands: [scaleTo(100.25, 4, more)] })));
      expect(found).toHaveLength(4);
      for (const lasted of found) expect(lasted).toBeCloseTo(controlLoopSeconds, 9);
    }
  });

  it("loses nothing that is done in time", () => {
    expect(drain(15, 2).summary.failedRequests).toBe(0);
  });

  it("is killed at the graceful shutdown timeout, and what it still serves fails", () => {
    const result = drain(60, 2);
    for (const seconds of lasts(result)) expect(seconds).toBeCloseTo(20, 9);
    expect(result.summary.shutdownRequests).toBeGreaterThan(0);
    expect(result.summary.failedRequests).toBe(result.summary.shutdownRequests);
  });
});

describe("a replica that crashes", () => {
  const result = playLawfully(
    buildScenario(strikeAt(103.7, { kind: "replica-crash", version: "primary", deployment: null, count: 3 })),
  );

  const requested = result.replicas.slice(8).map(({ requestedAtSeconds }) => requestedAtSeconds);

  it("is noticed at its next health check, and replaced then", () => {
    const dead = result.replicas.filter(({ goneAtSeconds }) => goneAtSeconds !== null);
    expect(dead.map(({ goneAtSeconds }) => goneAtSeconds)).toEqual([103.7, 103.7, 103.7]);
    expect(requested).toHaveLength(3);
    for (const atSeconds of requested) {
      expect(atSeconds).toBeGreaterThan(103.7);
      expect(atSeconds).toBeLessThan(103.7 + 1.2 * 10);
    }
    expect(runningAt(result, 1200)).toHaveLength(8);
    expect(result.summary.replicasCrashed).toBe(3);
  });

  it("is noticed at a moment of its own: the controller spreads its checks", () => {
    expect(new Set(requested).size).toBe(3);
  });

  it("has waited for a check half a period on average", () => {
    // Gaps of 9.6, 10.4 and 11.2 s with 8 replicas: the mean wait is E[gap²] / 2 E[gap], and a loop until it is known.
    const waits = Array.from({ length: 40 }, (_, index) => {
      const crash = { kind: "replica-crash", version: "primary", deployment: null, count: 8 } as const;
      const seeded = playLawfully(
        buildScenario({ seed: `wait ${index}`, horizonSeconds: 700, ...strikeAt(650, crash) }),
      );
      return seeded.replicas.slice(8).map((life) => life.requestedAtSeconds - 650);
    }).flat();
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    expect(waits).toHaveLength(320);
    expect(Math.abs(mean - 5.3)).toBeLessThan((3 * 3.1) / Math.sqrt(320));
  });

  it("takes its requests with it", () => {
    // Two requests of 1 s arrive each second, so two are under way.
    const busy = playLawfully(
      buildScenario(
        strikeAt(103.7, { kind: "replica-crash", version: "primary", deployment: null, count: 8 }),
      ),
    );
    expect(busy.summary.replicaDiedRequests).toBe(2);
    expect(busy.summary.failedRequests).toBe(2);
  });

  it("makes the service UNHEALTHY until its replacement runs", () => {
    const states = result.serviceStates.map(({ state, atSeconds }) => [state, atSeconds]);
    const back = Math.max(...result.replicas.map(({ runningAtSeconds }) => runningAtSeconds ?? 0));
    expect(states).toEqual([
      ["RUNNING", 0],
      ["UNHEALTHY", Math.min(...requested)],
      ["RUNNING", back],
    ]);
  });
});

describe("a replica that fails its health checks", () => {
  const play = (failsRequests: boolean) =>
    playLawfully(
      buildScenario(
        strikeAt(103.7, { kind: "unhealthy", version: "primary", deployment: null, count: 1, failsRequests }),
      ),
    );

  it("is stopped after the third in a row and replaced when it is gone", () => {
    const result = play(false);
    const ill = result.replicas.find(({ goneAtSeconds }) => goneAtSeconds !== null);
    const unhealthySeconds = (ill?.drainingAtSeconds ?? 0) - 103.7;
    expect(unhealthySeconds).toBeGreaterThan(2 * 9);
    expect(unhealthySeconds).toBeLessThan(3 * 1.12 * 10 + 0.1 + 1e-9);
    expect(result.replicas.at(-1)?.requestedAtSeconds).toBe(ill?.goneAtSeconds);
    expect(result.summary.failedRequests).toBe(0);
  });

  it("is noticed by its new period from an in-place update on", () => {
    const faster = buildVersion({ deployments: [buildDeployment({ healthCheckPeriodSeconds: 1 })] });
    const command = { kind: "update-in-place", version: faster, restarts: [] } as const;
    const crash = { kind: "replica-crash", version: "primary", deployment: null, count: 8 } as const;
    const result = playLawfully(
      buildScenario({ commands: [{ atSeconds: 100, command }], ...strikeAt(112, crash) }),
    );
    for (const { requestedAtSeconds } of result.replicas.slice(8)) {
      expect(requestedAtSeconds).toBeLessThan(112 + 1 + 2 * 0.8 + 0.1);
    }
  });

  it("answers with errors meanwhile only where that is said", () => {
    expect(play(true).summary.applicationErrorRequests).toBeGreaterThan(0);
  });
});

describe("nodes", () => {
  const fourGpus = { name: "gpu-4", cpus: 16, gpus: 4, pricePerHour: 10 };
  const wide = buildVersion({
    cluster: buildCluster({ workerGroups: [buildWorkerGroup({ instanceType: fourGpus })] }),
  });

  it("take all their replicas with them when they are lost", () => {
    const result = playLawfully(
      buildScenario({
        primary: wide,
        ...strikeAt(103.7, { kind: "node-loss", version: "primary", workerGroup: null, count: 1 }),
      }),
    );
    const lost = result.nodes.find(({ releasedAtSeconds }) => releasedAtSeconds === 103.7);
    const dead = result.replicas.filter(({ goneAtSeconds }) => goneAtSeconds === 103.7);
    expect(dead).toHaveLength(4);
    expect(dead.every(({ node }) => node === lost?.node)).toBe(true);
    expect(runningAt(result, 1200)).toHaveLength(8);
  });

  it("are left within the warning of a spot preemption, when replacements run", () => {
    const market = buildCluster({
      workerGroups: [buildWorkerGroup({ instanceType: fourGpus, market: "spot" })],
    });
    const result = playLawfully(
      buildScenario({
        primary: buildVersion({ cluster: market }),
        ...strikeAt(100.25, {
          kind: "spot-preemption",
          version: "primary",
          workerGroup: null,
          count: 1,
          warningSeconds: 120,
        }),
      }),
    );
    expect(result.nodes.filter(({ releasedAtSeconds }) => releasedAtSeconds === 220.25)).toHaveLength(1);
    // Replacements are asked for with the warning: a node at 160.25 s, and they run at 190.25 s.
    const replacements = result.replicas.slice(8);
    expect(replacements).toHaveLength(4);
    for (const { requestedAtSeconds, runningAtSeconds } of replacements) {
      expect([requestedAtSeconds, runningAtSeconds]).toEqual([100.25, 190.25]);
    }
    const drained = result.replicas.filter(({ drainingAtSeconds }) => drainingAtSeconds === 190.25);
    expect(drained).toHaveLength(4);
    for (const { goneAtSeconds } of drained) expect(goneAtSeconds).toBeLessThan(220.25);
    expect(result.summary).toMatchObject({ failedRequests: 0, replicasCrashed: 0 });
  });

  it("on demand are not preempted", () => {
    const result = playLawfully(
      buildScenario(
        strikeAt(100.25, {
          kind: "spot-preemption",
          version: "primary",
          workerGroup: null,
          count: 1,
          warningSeconds: 120,
        }),
      ),
    );
    expect(result.events.find(({ kind }) => kind === "fault")?.message).toMatch(/0 of 0 primary spot nodes/);
    expect(result.summary.replicasStarted).toBe(8);
  });

  it("without replicas are released after idle_seconds, down to min_nodes", () => {
    const cluster = buildCluster({ workerGroups: [buildWorkerGroup({ minNodes: 3, idleSeconds: 45 })] });
    const result = playLawfully(
      buildScenario({ primary: buildVersion({ cluster }), commands: [scaleTo(100.25, 1)] }),
    );
    const gone = result.replicas.filter(({ goneAtSeconds }) => goneAtSeconds !== null);
    expect(gone).toHaveLength(7);
    const released = result.nodes.filter(({ releasedAtSeconds }) => releasedAtSeconds !== null);
    expect(released).toHaveLength(5);
    for (const { node, releasedAtSeconds } of released) {
      const last = gone.find((life) => life.node === node)?.goneAtSeconds ?? Number.NaN;
      expect((releasedAtSeconds ?? 0) - last).toBeCloseTo(45, 9);
    }
  });

  it("that have just come are used, even where idle_seconds is 0", () => {
    const cluster = buildCluster({
      workerGroups: [buildWorkerGroup({ idleSeconds: 0, bootSeconds: { kind: "fixed", value: 0 } })],
    });
    const version = buildVersion({ cluster });
    const result = playLawfully(buildScenario({ primary: version, commands: [deployAt(100, {}, version)] }));
    expect(result.summary).toMatchObject({ outcome: "completed", nodesStarted: 16 });
  });

  it("that are lost are replaced up to min_nodes even where no replica needs them", () => {
    const cluster = buildCluster({ workerGroups: [buildWorkerGroup({ minNodes: 12 })] });
    const result = playLawfully(
      buildScenario({
        primary: buildVersion({ cluster }),
        ...strikeAt(103.7, { kind: "node-loss", version: "primary", workerGroup: null, count: 12 }),
      }),
    );
    expect(result.nodes.filter(({ releasedAtSeconds }) => releasedAtSeconds === null)).toHaveLength(12);
  });

  it("of both clusters come from the same pool", () => {
    const pooled = buildVersion({
      cluster: buildCluster({ workerGroups: [buildWorkerGroup({ pool: "gpus" })] }),
    });
    const play = (maxNodes: number) =>
      playLawfully(
        buildScenario({
          primary: pooled,
          pools: [{ name: "gpus", maxNodes }],
          commands: [deployAt(0, {}, pooled)],
        }),
      );
    // Nothing is left beside the eight of the primary: the canary waits for ever.
    const stuck = play(8);
    expect(stuck.summary).toMatchObject({ outcome: "in-progress", peakNodes: 8 });
    expect(runningAt(stuck, 1200, { version: "v2" })).toEqual([]);
    const enough = play(10);
    expect(enough.summary).toMatchObject({ outcome: "completed", peakNodes: 10 });
    expect(enough.pools).toEqual([{ pool: "gpus", maxNodes: 10, changes: [], peakNodes: 10 }]);
  });
});

describe("the death of a head node", () => {
  const play = (gcsExternalStorage: boolean, moments: readonly number[] = [103.7]) =>
    playLawfully(
      buildScenario({
        primary: buildVersion({ cluster: buildCluster({ gcsExternalStorage }) }),
        faults: moments.map((atSeconds, index) => ({
          name: `head ${index}`,
          trigger: { kind: "at", atSeconds },
          effect: { kind: "head-node-death", version: "primary" },
        })),
      }),
    );

  it("stops nobody from being served where there is GCS external storage", () => {
    const result = play(true);
    expect(result.summary).toMatchObject({ failedRequests: 0, replicasStarted: 8 });
    expect(result.serviceStates.map(({ state }) => state)).toEqual(["RUNNING"]);
  });

  it("restarts the whole cluster where there is none", () => {
    const result = play(false);
    const lost = result.replicas.filter(({ goneAtSeconds }) => goneAtSeconds === 103.7);
    expect(lost).toHaveLength(8);
    // Head 20 s, node 60 s, replica 30 s.
    const back = 103.7 + 20 + 60 + 30;
    for (const { runningAtSeconds } of result.replicas.slice(8)) {
      expect(runningAtSeconds).toBeCloseTo(back, 9);
    }
    expect(result.serviceStates.map(({ state }) => state)).toEqual(["RUNNING", "UNHEALTHY", "RUNNING"]);
    // Refused while the head is down; afterwards requests wait for replicas. Two were being served.
    expect(result.summary).toMatchObject({ unavailableRequests: 40, replicaDiedRequests: 2 });
    expect(result.summary.failedRequests).toBe(42);
  });

  it("while it boots makes it boot again", () => {
    const result = play(false, [103.7, 113.7]);
    for (const { runningAtSeconds } of result.replicas.slice(8)) {
      expect(runningAtSeconds).toBeCloseTo(113.7 + 20 + 60 + 30, 9);
    }
    expect(result.events.filter(({ kind }) => kind === "head-node-ready")).toHaveLength(1);
  });

  it("of a canary without GCS external storage rolls the rollout back", () => {
    const result = playLawfully(
      buildScenario({
        commands: [deployAt(0)],
        faults: [
          {
            name: "head",
            trigger: { kind: "canary-traffic", percent: 50, delaySeconds: 3 },
            effect: { kind: "head-node-death", version: "canary" },
          },
        ],
      }),
    );
    expect(result.summary).toMatchObject({ outcome: "rolled-back", rollbacks: 1 });
  });
});

describe("a queue", () => {
  it("is no longer than max_queued_requests, and what comes beyond it is refused", () => {
    const deployment = buildDeployment({
      scaling: { kind: "static", numReplicas: 1 },
      maxOngoingRequests: 1,
      maxQueuedRequests: 7,
    });
    const result = playLawfully(
      buildScenario({
        primary: buildVersion({ deployments: [deployment] }),
        traffic: [buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 4 } })],
      }),
    );
    expect(result.summary.peakQueuedRequests).toBe(7);
    expect(result.summary.queueFullRequests).toBe(result.summary.failedRequests);
    expect(result.summary.queueFullRequests).toBeGreaterThan(3000);
  });
});
