import { describe, expect, it } from "vitest";
import type { Fault, FaultEffect, FaultTrigger } from "../../src/faults/Fault.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { RolloutSettings } from "../../src/strategies/anyscale/RolloutSettings.ts";
import { buildDeployment } from "../simulation/buildDeployment.ts";
import { buildScenario } from "../simulation/buildScenario.ts";
import { buildVersion } from "../simulation/buildVersion.ts";
import { deployAt } from "../simulation/deployAt.ts";
import { playLawfully } from "../simulation/playLawfully.ts";

const at = (atSeconds: number): FaultTrigger => ({ kind: "at", atSeconds });
const fault = (trigger: FaultTrigger, effect: FaultEffect): Fault => ({ name: "struck", trigger, effect });
const crashCanary: FaultEffect = { kind: "replica-crash", version: "canary", deployment: null, count: 1 };
const messages = ({ events }: SimulationResult) =>
  events.filter(({ kind }) => kind === "fault").map(({ atSeconds, message }) => [atSeconds, message]);
const play = (faults: readonly Fault[], settings: Partial<RolloutSettings> = { canaryPercent: 50 }) =>
  playLawfully(buildScenario({ commands: [deployAt(100, settings)], faults }));

describe("a fault by progress", () => {
  it.each([25, 50, 75, 100])(
    "strikes when the canary's capacity reaches %i %%, and a delay later",
    (percent) => {
      const trigger: FaultTrigger = { kind: "canary-capacity", percent, delaySeconds: 7 };
      const result = play([fault(trigger, crashCanary)], { unhealthyGraceSeconds: 600 });
      const reached = result.splits.find(({ split }) => split.canary.capacityPercent >= percent);
      expect(messages(result)).toHaveLength(1);
      expect(messages(result)[0]?.[0]).toBe((reached?.atSeconds ?? 0) + 7);
    },
  );

  it("strikes when the canary's traffic reaches a percentage, also one that no step stops at", () => {
    const trigger: FaultTrigger = { kind: "canary-traffic", percent: 30, delaySeconds: 0 };
    const result = play([fault(trigger, crashCanary)], { unhealthyGraceSeconds: 600 });
    const reached = result.splits.find(({ split }) => split.canary.trafficPercent === 50);
    expect(messages(result)[0]?.[0]).toBe(reached?.atSeconds);
    expect(result.summary.replicasCrashed).toBe(1);
  });

  it("strikes once", () => {
    const trigger: FaultTrigger = { kind: "canary-traffic", percent: 1, delaySeconds: 0 };
    expect(messages(play([fault(trigger, crashCanary)], { unhealthyGraceSeconds: 600 }))).toHaveLength(1);
  });

  it("does not strike where the rollout does not come so far", () => {
    const trigger: FaultTrigger = { kind: "canary-traffic", percent: 51, delaySeconds: 0 };
    expect(messages(play([fault(trigger, crashCanary)]))).toEqual([]);
  });
});

describe("a fault of a canary that is not there", () => {
  it.each<[string, FaultEffect, RegExp]>([
    ["a crash", crashCanary, /0 of 0 canary replicas/],
    [
      "failing health checks",
      { kind: "unhealthy", version: "canary", deployment: null, count: null, failsRequests: true },
      /0 of 0 canary replicas/,
    ],
    [
      "a lost node",
      { kind: "node-loss", version: "canary", workerGroup: null, count: 1 },
      /0 of 0 canary nodes/,
    ],
    [
      "a preemption",
      { kind: "spot-preemption", version: "canary", workerGroup: null, count: 1, warningSeconds: 120 },
      /0 of 0 canary spot nodes/,
    ],
    ["the death of its head", { kind: "head-node-death", version: "canary" }, /there is no canary/],
  ])("strikes nothing and says so: %s", (_, effect, message) => {
    const result = play([fault(at(50), effect)]);
    expect(messages(result)).toEqual([[50, expect.stringMatching(message)]]);
    const calm = play([]);
    expect(result.requests).toEqual(calm.requests);
    expect(result.replicas).toEqual(calm.replicas);
  });

  it.each<[string, FaultEffect, (result: SimulationResult) => void]>([
    [
      "slowness",
      { kind: "slow", version: "canary", factor: 3, durationSeconds: null },
      (result) => {
        expect(result.latency.byVersion.v2?.p50Seconds).toBeCloseTo(3, 1);
        expect(result.latency.byVersion.v1?.p50Seconds).toBeCloseTo(1, 1);
      },
    ],
    [
      "errors",
      { kind: "errors", version: "canary", percent: 100, durationSeconds: null },
      (result) => {
        const canary = result.requests.byVersion.v2;
        expect(canary?.succeeded).toBe(0);
        expect(canary?.failed["application-error"]).toBe((canary?.arrived ?? 0) - (canary?.inSystem ?? 0));
        expect(result.requests.byVersion.v1?.failed["application-error"]).toBe(0);
      },
    ],
    [
      "a constructor that hangs",
      { kind: "never-healthy", version: "canary", deployment: null, mode: "hangs", durationSeconds: null },
      (result) => {
        const canary = result.replicas.filter(({ version }) => version === "v2");
        expect(canary.length).toBeGreaterThan(0);
        expect(canary.every(({ runningAtSeconds }) => runningAtSeconds === null)).toBe(true);
      },
    ],
  ])("waits for it where it lasts: %s", (_, effect, expectStruck) => {
    expectStruck(play([fault(at(50), effect)]));
  });

  it("does not strike it after its time", () => {
    const over = play([
      fault(at(10), { kind: "slow", version: "canary", factor: 3, durationSeconds: 60 }),
      fault(at(10), { kind: "errors", version: "canary", percent: 100, durationSeconds: 60 }),
    ]);
    expect(over.requests.total).toEqual(play([]).requests.total);
    expect(over.latency).toEqual(play([]).latency);
  });
});

describe("slowness and errors", () => {
  const primary = (faults: readonly Fault[]) => playLawfully(buildScenario({ faults }));

  it("of a limited time end then, also for requests that are under way", () => {
    // A request that begins at 299.75 s has 0.25 s of its work done, and the other 0.75 s take four times as long.
    const result = primary([
      fault(at(300), { kind: "slow", version: "primary", factor: 4, durationSeconds: 100 }),
    ]);
    const p50 = (row: number) =>
      result.timeline.primary.p50Seconds[result.timeline.atSeconds.indexOf(row)] ?? 0;
    expect(p50(290)).toBeCloseTo(1, 1);
    expect(p50(350)).toBeCloseTo(4, 1);
    expect(p50(410)).toBeCloseTo(1, 1);
  });

  it("multiply where they overlap, and end one by one", () => {
    const result = primary([
      { ...fault(at(300), { kind: "slow", version: "primary", factor: 2, durationSeconds: 200 }), name: "a" },
      {
        ...fault(at(400), { kind: "slow", version: "primary", factor: 1.5, durationSeconds: 200 }),
        name: "b",
      },
    ]);
    const p50 = (row: number) =>
      result.timeline.primary.p50Seconds[result.timeline.atSeconds.indexOf(row)] ?? 0;
    expect([350, 450, 550, 650].map((row) => Math.round(p50(row) * 10) / 10)).toEqual([2, 3, 1.5, 1]);
  });

  it("reach replicas that start meanwhile", () => {
    const version = buildVersion({
      deployments: [
        buildDeployment({ scaling: { kind: "static", numReplicas: 1 }, maxOngoingRequests: 100 }),
      ],
    });
    const result = playLawfully(
      buildScenario({
        primary: version,
        faults: [
          fault(at(10), { kind: "slow", version: "primary", factor: 2, durationSeconds: null }),
          {
            name: "crash",
            trigger: at(100),
            effect: { kind: "replica-crash", version: "primary", deployment: null, count: 1 },
          },
        ],
      }),
    );
    expect(result.timeline.primary.p50Seconds.at(-1)).toBeCloseTo(2, 1);
  });

  it("hit the share of the answers that is said, within what chance allows", () => {
    const result = primary([
      fault(at(0), { kind: "errors", version: "primary", percent: 30, durationSeconds: null }),
    ]);
    const { applicationErrorRequests: errors, succeededRequests } = result.summary;
    const finished = errors + succeededRequests;
    expect(Math.abs(errors / finished - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / finished));
  });

  it("do not add up: the larger share of two holds", () => {
    const both = primary([
      {
        ...fault(at(0), { kind: "errors", version: "primary", percent: 30, durationSeconds: null }),
        name: "a",
      },
      {
        ...fault(at(0), { kind: "errors", version: "primary", percent: 100, durationSeconds: 600 }),
        name: "b",
      },
    ]);
    const failed = both.timeline.primary.failedRequests;
    const first = failed.slice(1, 60);
    expect(first.every((count) => count === 20)).toBe(true);
    const rest = failed.slice(62).reduce((sum, count) => sum + count, 0) / (20 * failed.slice(62).length);
    expect(rest).toBeGreaterThan(0.2);
    expect(rest).toBeLessThan(0.4);
  });
});

describe("a fault", () => {
  it("picks its victims by its own luck: another fault beside it changes nothing in that", () => {
    const crash: Fault = {
      name: "crash",
      trigger: at(200),
      effect: { kind: "replica-crash", version: "primary", deployment: null, count: 3 },
    };
    const slow = fault(at(100), { kind: "errors", version: "primary", percent: 10, durationSeconds: null });
    const victims = (faults: readonly Fault[], seed: string) =>
      playLawfully(buildScenario({ faults, seed }))
        .replicas.filter(({ goneAtSeconds }) => goneAtSeconds === 200)
        .map(({ replica }) => replica);
    expect(victims([crash], "a")).toHaveLength(3);
    expect(victims([slow, crash], "a")).toEqual(victims([crash], "a"));
    const seeds = ["a", "b", "c", "d", "e", "f"];
    expect(new Set(seeds.map((seed) => String(victims([crash], seed)))).size).toBeGreaterThan(1);
  });

  it("that asks for more victims than there are takes all", () => {
    const result = playLawfully(
      buildScenario({
        faults: [fault(at(200), { kind: "replica-crash", version: "primary", deployment: null, count: 99 })],
      }),
    );
    expect(result.summary.replicasCrashed).toBe(8);
  });
});
