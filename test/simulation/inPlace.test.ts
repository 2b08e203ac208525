import { describe, expect, it } from "vitest";
import type { Deployment } from "../../src/serve/Deployment.ts";
import type { TimedCommand } from "../../src/simulation/Scenario.ts";
import { buildAutoscaling, buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildVersion } from "./buildVersion.ts";
import { playLawfully } from "./playLawfully.ts";
import { heldAt, moments, runningAt, serviceStates, versionStates } from "./readResult.ts";

const updateAt = (
  atSeconds: number,
  deployments: readonly Deployment[],
  restarts: readonly string[] = [],
): TimedCommand => ({
  atSeconds,
  command: { kind: "update-in-place", version: buildVersion({ deployments }), restarts },
});
const replicas = (numReplicas: number, more: Partial<Deployment> = {}) =>
  buildDeployment({ scaling: { kind: "static", numReplicas }, ...more });

describe("a lightweight in-place update", () => {
  it("adds replicas and restarts none", () => {
    const result = playLawfully(buildScenario({ commands: [updateAt(100, [replicas(12)])] }));
    expect(runningAt(result, 1200)).toHaveLength(12);
    expect(result.replicas).toHaveLength(12);
    expect(result.replicas.every(({ goneAtSeconds }) => goneAtSeconds === null)).toBe(true);
    expect(result.summary.outcome).toBe("updated-in-place");
    // A node's boot and the start-up.
    expect(result.summary.durationMinutes).toBeCloseTo(90 / 60, 9);
  });

  it("takes replicas away, which drain first", () => {
    const result = playLawfully(buildScenario({ commands: [updateAt(100, [replicas(3)])] }));
    expect(runningAt(result, 1200)).toHaveLength(3);
    const gone = result.replicas.filter(({ goneAtSeconds }) => goneAtSeconds !== null);
    expect(gone).toHaveLength(5);
    for (const life of gone) expect(life.drainingAtSeconds).toBe(100);
    // It is done when they are gone.
    const last = Math.max(...gone.map(({ goneAtSeconds }) => goneAtSeconds ?? Number.POSITIVE_INFINITY));
    expect(result.steps.find(({ kind }) => kind === "in-place")?.endSeconds).toBe(last);
    expect(result.summary).toMatchObject({ failedRequests: 0, replicasStarted: 8 });
  });

  it("changes max_ongoing_requests of running replicas at once", () => {
    // Two requests a second of 1 s each: two slots are enough, one is not.
    const one = { maxOngoingRequests: 1 };
    const version = buildVersion({ deployments: [replicas(1, one)] });
    const play = (commands: readonly TimedCommand[]) =>
      playLawfully(buildScenario({ primary: version, commands }));
    expect(play([]).summary.peakQueuedRequests).toBeGreaterThan(500);
    const widened = play([updateAt(100, [replicas(1, { maxOngoingRequests: 4 })])]);
    expect(widened.summary.peakQueuedRequests).toBeLessThanOrEqual(101);
    expect(widened.timeline.primary.queuedRequests.at(-1)).toBe(0);
    expect(widened.replicas).toHaveLength(1);
  });

  it("changes autoscaling bounds, and the number of replicas follows", () => {
    const scaled = (minReplicas: number) =>
      buildDeployment({ scaling: buildAutoscaling({ minReplicas, maxReplicas: 8 }) });
    const result = playLawfully(
      buildScenario({
        primary: buildVersion({ deployments: [scaled(1)] }),
        commands: [updateAt(100, [scaled(5)])],
      }),
    );
    expect(runningAt(result, 99)).toHaveLength(1);
    expect(runningAt(result, 100 + 90)).toHaveLength(5);
  });

  it("makes a fixed number autoscaled, from where it is", () => {
    const scaled = buildDeployment({ scaling: buildAutoscaling({ downscaleDelaySeconds: 60 }) });
    const result = playLawfully(buildScenario({ commands: [updateAt(100, [scaled])] }));
    expect(runningAt(result, 150)).toHaveLength(8);
    // Two requests a second of 1 s are two ongoing: one replica.
    expect(runningAt(result, 1200)).toHaveLength(1);
  });

  it("makes it autoscaled again without a thought for what was reported before it was fixed", () => {
    const scaled = buildDeployment({
      scaling: buildAutoscaling({ upscaleDelaySeconds: 0 }),
      maxOngoingRequests: 100,
    });
    const busyUntil200 = buildTraffic({
      arrivals: { kind: "constant", requestsPerSecond: 16 },
      endSeconds: 200,
    });
    const result = playLawfully(
      buildScenario({
        primary: buildVersion({ deployments: [scaled] }),
        startReplicas: { chat: 8 },
        traffic: [busyUntil200],
        commands: [updateAt(200, [replicas(2, { maxOngoingRequests: 100 })]), updateAt(600, [scaled])],
      }),
    );
    expect(runningAt(result, 199)).toHaveLength(8);
    const since = result.targets.filter(({ atSeconds }) => atSeconds >= 200);
    expect(Math.max(...since.map(({ targetReplicas }) => targetReplicas))).toBe(2);
  });

  it("is a step of its own between before and after", () => {
    const { steps, summary } = playLawfully(buildScenario({ commands: [updateAt(100, [replicas(12)])] }));
    expect(steps.map(({ kind, startSeconds, endSeconds }) => [kind, startSeconds, endSeconds])).toEqual([
      ["before", 0, 100],
      ["in-place", 100, 190],
      ["after", 190, 1200],
    ]);
    expect((summary.durationMinutes ?? 0) * 60).toBeCloseTo(90, 9);
  });
});

describe("a heavyweight in-place update", () => {
  it.each([1, 2, 4, 5, 8, 10, 14, 20])(
    "of %i replicas never runs fewer than the target less a fifth (at least one), nor holds more than the target",
    (target) => {
      const version = buildVersion({ deployments: [replicas(target)] });
      const result = playLawfully(
        buildScenario({
          horizonSeconds: 3600,
          primary: version,
          commands: [updateAt(100, version.deployments, ["chat"])],
        }),
      );
      // ray-serve.md, "In-place heavyweight update": rollout size = max(floor(0.2 × target), 1).
      const atOnce = Math.max(Math.floor(target / 5), 1);
      const counts = moments(result).map((moment) => runningAt(result, moment).length);
      expect(Math.min(...counts)).toBe(target - atOnce);
      for (const moment of moments(result)) {
        expect(heldAt(result, moment).length).toBeLessThanOrEqual(target);
      }
      const old = result.replicas.filter(({ requestedAtSeconds }) => requestedAtSeconds === 0);
      expect(old).toHaveLength(target);
      expect(old.every(({ goneAtSeconds }) => goneAtSeconds !== null)).toBe(true);
      expect(runningAt(result, 3600)).toHaveLength(target);
    },
  );

  const version = buildVersion({ deployments: [replicas(10), buildDeployment({ name: "other" })] });
  const result = playLawfully(
    buildScenario({ primary: version, commands: [updateAt(100, version.deployments, ["chat"])] }),
  );

  it("starts no second version and moves no traffic", () => {
    expect(result.versions.map(({ id }) => id)).toEqual(["v1"]);
    expect(result.splits).toHaveLength(1);
    expect(result.plans).toEqual([]);
    expect(result.timeline.canary.arrivedRequests.every((count) => count === 0)).toBe(true);
  });

  it("restarts the deployments named and no others", () => {
    const others = result.replicas.filter(({ deployment }) => deployment === "other");
    expect(others).toHaveLength(8);
    expect(others.every(({ goneAtSeconds }) => goneAtSeconds === null)).toBe(true);
  });

  it("is UPDATING until only new replicas run, and loses no request that drains in time", () => {
    expect(serviceStates(result)).toEqual(["RUNNING", "UPDATING", "RUNNING"]);
    expect(versionStates(result, "v1")).toEqual(["STARTING", "RUNNING", "UPDATING", "RUNNING"]);
    const lastOld = Math.max(
      ...result.replicas
        .filter(({ deployment, requestedAtSeconds }) => deployment === "chat" && requestedAtSeconds === 0)
        .map(({ goneAtSeconds }) => goneAtSeconds ?? Number.POSITIVE_INFINITY),
    );
    const done = result.serviceStates.at(-1)?.atSeconds ?? 0;
    expect(done).toBeGreaterThan(lastOld);
    expect(result.summary.durationMinutes).toBeCloseTo((done - 100) / 60, 9);
    expect(result.summary.failedRequests).toBe(0);
  });

  it("of an autoscaled deployment lasts until the last old replica is gone, however few are the least", () => {
    const scaled = buildVersion({
      deployments: [
        buildDeployment({ scaling: buildAutoscaling({ initialReplicas: 5 }), maxOngoingRequests: 100 }),
      ],
    });
    const updated = playLawfully(
      buildScenario({
        primary: scaled,
        traffic: [buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 10 } })],
        commands: [updateAt(100, scaled.deployments, ["chat"])],
      }),
    );
    const old = updated.replicas.filter(({ requestedAtSeconds }) => requestedAtSeconds === 0);
    expect(old).toHaveLength(5);
    const last = Math.max(...old.map(({ goneAtSeconds }) => goneAtSeconds ?? Number.POSITIVE_INFINITY));
    expect(last).toBeGreaterThan(150);
    expect(updated.steps.find(({ kind }) => kind === "in-place")?.endSeconds).toBe(last);
  });

  it("gives the router its new limit too", () => {
    const small = buildVersion({ deployments: [replicas(1, { maxOngoingRequests: 1 })] });
    const limited = playLawfully(
      buildScenario({
        primary: small,
        commands: [updateAt(100, [replicas(1, { maxOngoingRequests: 1, maxQueuedRequests: 5 })], ["chat"])],
      }),
    );
    expect(limited.summary.queueFullRequests).toBeGreaterThan(0);
    expect(limited.timeline.primary.queuedRequests.at(-1)).toBeLessThanOrEqual(5);
  });
});

describe("a deployment that comes or goes in place", () => {
  const chat = replicas(4);
  const side = buildDeployment({ name: "side", scaling: { kind: "static", numReplicas: 2 } });
  const long = buildDeployment({
    ...side,
    maxOngoingRequests: 100,
    serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: 15 } },
  });
  const toSide = buildTraffic({ name: "side", deployment: "side" });

  it("starts, and takes requests from then on", () => {
    const result = playLawfully(
      buildScenario({
        primary: buildVersion({ deployments: [chat] }),
        traffic: [buildTraffic(), toSide],
        commands: [updateAt(100, [chat, side])],
      }),
    );
    expect(runningAt(result, 1200, { deployment: "side" })).toHaveLength(2);
    // Before it is there nobody can answer; afterwards requests wait for its replicas.
    expect(result.summary.unavailableRequests).toBeGreaterThanOrEqual(199);
    expect(result.summary.unavailableRequests).toBeLessThanOrEqual(201);
  });

  it("starts with its initial_replicas where it is autoscaled", () => {
    const scaled = buildDeployment({
      name: "side",
      scaling: buildAutoscaling({ initialReplicas: 3, maxReplicas: 4 }),
    });
    const result = playLawfully(
      buildScenario({
        primary: buildVersion({ deployments: [chat] }),
        commands: [updateAt(100, [chat, scaled])],
      }),
    );
    expect(runningAt(result, 190, { deployment: "side" })).toHaveLength(3);
  });

  it("goes: its replicas drain, and hold their nodes until they are gone", () => {
    const result = playLawfully(
      buildScenario({
        primary: buildVersion({ deployments: [chat, long] }),
        traffic: [buildTraffic(), toSide],
        commands: [updateAt(100, [chat])],
      }),
    );
    const sides = result.replicas.filter(({ deployment }) => deployment === "side");
    for (const life of sides) {
      expect(life.drainingAtSeconds).toBe(100);
      expect(life.goneAtSeconds).toBeGreaterThan(110);
    }
    const row = result.timeline.atSeconds.indexOf(100);
    expect(result.timeline.gpusHeld[row]).toBe(6);
    expect(result.timeline.primary.drainingReplicas[result.timeline.atSeconds.indexOf(90)]).toBe(2);
    // From then on nobody answers for it: two requests a second are refused at once.
    expect(result.summary.unavailableRequests).toBe(2200);
    const last = Math.max(...sides.map(({ goneAtSeconds }) => goneAtSeconds ?? Number.POSITIVE_INFINITY));
    expect(result.serviceStates.at(-1)).toMatchObject({ state: "RUNNING", atSeconds: last });
  });

  it("goes for good with its cluster, even while it drains", () => {
    const result = playLawfully(
      buildScenario({
        primary: buildVersion({ deployments: [chat, long] }),
        traffic: [buildTraffic(), toSide],
        commands: [updateAt(100, [chat])],
        faults: [
          {
            name: "head",
            trigger: { kind: "at", atSeconds: 105 },
            effect: { kind: "head-node-death", version: "primary" },
          },
        ],
      }),
    );
    for (const life of result.replicas.filter(({ deployment }) => deployment === "side")) {
      expect(life.goneAtSeconds).toBe(105);
    }
    expect(result.summary.outcome).toBe("updated-in-place");
  });
});
