import { describe, expect, it } from "vitest";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario } from "./buildScenario.ts";
import { buildVersion } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";
import { playLawfully } from "./playLawfully.ts";
import { heldAt, moments, playedRows, runningAt, serviceStates, versionStates } from "./readResult.ts";

describe("a rollout with max_surge_percent 25", () => {
  const result = playLawfully(buildScenario({ commands: [deployAt(100)] }));

  it("plays the nine rows of the document in order", () => {
    expect(playedRows(result)).toEqual([
      [0, 0, 100, 100],
      [25, 0, 100, 100],
      [25, 25, 75, 75],
      [50, 25, 75, 75],
      [50, 50, 50, 50],
      [75, 50, 50, 50],
      [75, 75, 25, 25],
      [100, 75, 25, 25],
      [100, 100, 0, 0],
    ]);
    expect(result.summary.outcome).toBe("completed");
  });

  it("shifts traffic only when the canary's replicas of that capacity run", () => {
    const shifts = result.splits.filter(({ cause, split }, index) => {
      const before = result.splits[index - 1]?.split.canary.trafficPercent ?? 0;
      return cause === "shift" && split.canary.trafficPercent > before;
    });
    expect(shifts).toHaveLength(4);
    for (const { atSeconds, split } of shifts) {
      const running = runningAt(result, atSeconds, { version: "v2" });
      expect(running).toHaveLength((8 * split.canary.capacityPercent) / 100);
    }
  });

  it("takes capacity from the primary in the same moment as the shift when nothing is to be held", () => {
    for (const { atSeconds, split } of result.splits.filter(({ cause }) => cause === "shift")) {
      const last = result.splits.filter((other) => other.atSeconds === atSeconds).at(-1);
      expect(last?.split.primary.capacityPercent).toBe(split.primary.trafficPercent);
    }
  });

  it("adds nothing before what drains is gone, so that no more than ten replicas are ever held", () => {
    for (const moment of moments(result)) expect(heldAt(result, moment).length).toBeLessThanOrEqual(10);
    expect(result.held).toEqual([expect.objectContaining({ fullReplicas: 8, peakReplicas: 10 })]);
    expect(result.summary.peakSurgePercent).toBe(25);
    for (const step of result.steps.filter(({ kind }) => kind === "scale-up")) {
      const draining = result.replicas.filter(
        ({ drainingAtSeconds, goneAtSeconds }) =>
          drainingAtSeconds !== null &&
          drainingAtSeconds < step.startSeconds &&
          (goneAtSeconds ?? Number.POSITIVE_INFINITY) > step.startSeconds,
      );
      expect(draining).toEqual([]);
    }
  });

  it("loses no request", () => {
    expect(result.summary.failedRequests).toBe(0);
    expect(result.summary.requests).toBeGreaterThan(2000);
  });

  it("ends with the canary as primary and the old version terminated", () => {
    expect(versionStates(result, "v1")).toEqual(["STARTING", "RUNNING", "TERMINATING", "TERMINATED"]);
    expect(versionStates(result, "v2")).toEqual(["STARTING", "RUNNING"]);
    expect(serviceStates(result)).toEqual(["RUNNING", "ROLLING_OUT", "RUNNING"]);
    expect(result.targets.at(-1)).toMatchObject({ version: "v2", role: "primary", capacityPercent: 100 });
    expect(runningAt(result, 1200).every(({ version }) => version === "v2")).toBe(true);
  });

  it("lasts the head's boot, the node's boot and the start-up for the first row; later rows need no new head", () => {
    const firstShift = result.splits.find(({ cause }) => cause === "shift");
    // Head 20 s, node 60 s, replica 30 s.
    expect(firstShift?.atSeconds).toBe(100 + 20 + 60 + 30);
    const minutes = result.summary.durationMinutes ?? 0;
    expect(minutes * 60).toBeCloseTo((result.splits.at(-1)?.atSeconds ?? 0) - 100, 9);
  });

  it("waits for the hold before it takes capacity, and for what waits at the routers before it ends a version", () => {
    const held = playLawfully(buildScenario({ commands: [deployAt(100, { holdSeconds: 15 })] }));
    for (const step of held.steps.filter(({ kind }) => kind === "shift")) {
      const changes = held.splits.filter(
        ({ cause, atSeconds }) =>
          cause === "shift" && atSeconds >= step.startSeconds && atSeconds <= step.endSeconds,
      );
      expect(changes.map(({ atSeconds }) => atSeconds - step.startSeconds)).toEqual([0, 15]);
    }
  });
});

describe("rounding", () => {
  it("runs four of seven replicas at 50 %, and at least one of a single one in both versions", () => {
    const deployments = [
      buildDeployment({ scaling: { kind: "static", numReplicas: 7 } }),
      buildDeployment({ name: "solo", scaling: { kind: "static", numReplicas: 1 } }),
    ];
    const version = buildVersion({ deployments });
    const result = playLawfully(
      buildScenario({ primary: version, commands: [deployAt(0, { maxSurgePercent: 50 }, version)] }),
    );
    const half = result.splits.find(({ split }) => split.canary.trafficPercent === 50);
    expect(half).toBeDefined();
    expect(runningAt(result, half?.atSeconds ?? 0, { version: "v2", deployment: "chat" })).toHaveLength(4);
    const finish = result.splits.find(({ split }) => split.canary.trafficPercent === 100)?.atSeconds ?? 0;
    const from = half?.atSeconds ?? 0;
    for (const moment of moments(result).filter((each) => each >= from && each < finish)) {
      for (const version of ["v1", "v2"]) {
        expect(runningAt(result, moment, { version, deployment: "solo" })).toHaveLength(1);
      }
    }
  });
});

describe("a full surge", () => {
  const full = (settings: Parameters<typeof deployAt>[1]) =>
    playLawfully(buildScenario({ commands: [deployAt(100, { maxSurgePercent: 100, ...settings })] }));

  it("shifts by the AWS pattern at its interval once the whole canary is healthy", () => {
    const result = full({});
    const shifts = result.splits.filter(({ cause }) => cause === "shift");
    const traffic = shifts.map(({ split }) => split.canary.trafficPercent);
    expect([...new Set(traffic)]).toEqual([5, 10, 20, 30, 50, 75, 100]);
    const healthy = 100 + 20 + 60 + 30;
    const first = shifts.filter((each, index) => traffic.indexOf(each.split.canary.trafficPercent) === index);
    expect(first.map(({ atSeconds }) => atSeconds)).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((n) => healthy + 17 * n),
    );
  });

  it("keeps the primary whole until all traffic has moved", () => {
    const result = full({});
    const moved = result.splits.find(({ split }) => split.canary.trafficPercent === 100)?.atSeconds ?? 0;
    expect(moved).toBeGreaterThan(0);
    for (const moment of moments(result).filter((each) => each < moved)) {
      expect(runningAt(result, moment, { version: "v1" })).toHaveLength(8);
    }
    expect(result.summary.peakSurgePercent).toBe(100);
    expect(result.summary.outcome).toBe("completed");
  });

  it.each([
    ["GCP", [10, 50, 100]],
    ["a list", [1, 99, 100]],
  ])("follows %s", (_, trafficPattern) => {
    const result = full({ trafficPattern, trafficIntervalSeconds: 160 });
    const rows = playedRows(result).map(([, traffic]) => traffic);
    expect(rows).toEqual([0, 0, ...trafficPattern]);
  });
});
