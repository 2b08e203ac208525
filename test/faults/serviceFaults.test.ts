import { describe, expect, it } from "vitest";
import type { Fault, FaultEffect, FaultTrigger } from "../../src/faults/Fault.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { buildAutoscaling, buildDeployment } from "../simulation/buildDeployment.ts";
import { buildScenario, buildTraffic } from "../simulation/buildScenario.ts";
import { buildVersion } from "../simulation/buildVersion.ts";
import { deployAt } from "../simulation/deployAt.ts";
import { playLawfully } from "../simulation/playLawfully.ts";

const at = (atSeconds: number): FaultTrigger => ({ kind: "at", atSeconds });
const fault = (trigger: FaultTrigger, effect: FaultEffect): Fault => ({ name: effect.kind, trigger, effect });
const play = (faults: readonly Fault[], overrides: Partial<Scenario> = {}) =>
  playLawfully(buildScenario({ faults, ...overrides }));
const struck = ({ events }: SimulationResult) =>
  events.filter(({ kind }) => kind === "fault").map(({ atSeconds }) => atSeconds);

describe("a fault at random", () => {
  const crash: FaultEffect = { kind: "replica-crash", version: "primary", deployment: null, count: 1 };
  const often: FaultTrigger = { kind: "at-random", perHour: 120, fromSeconds: 300, toSeconds: 900 };

  it("strikes between its times, and as often as its rate says within what chance allows", () => {
    const counts = Array.from({ length: 20 }, (_, index) => {
      const times = struck(play([fault(often, crash)], { seed: `random ${index}` }));
      expect(times.every((seconds) => seconds >= 300 && seconds < 900)).toBe(true);
      return times.length;
    });
    const total = counts.reduce((sum, count) => sum + count, 0);
    const expected = 20 * 120 * (600 / 3600);
    expect(Math.abs(total - expected)).toBeLessThan(4 * Math.sqrt(expected));
    expect(new Set(counts).size).toBeGreaterThan(3);
  });

  it("strikes at the same moments whatever else goes wrong", () => {
    const slow: FaultEffect = { kind: "slow", version: "primary", factor: 2, durationSeconds: null };
    const alone = struck(play([fault(often, crash)]));
    expect(struck(play([fault(at(0), slow), fault(often, crash)])).slice(1)).toEqual(alone);
  });

  it("picks other victims each time", () => {
    const result = play([fault({ ...often, perHour: 20 }, crash)]);
    const victims = result.replicas.filter(({ goneAtSeconds }) => goneAtSeconds !== null);
    expect(victims.length).toBe(struck(result).length);
    expect(new Set(victims.map(({ replica }) => replica)).size).toBe(victims.length);
  });
});

describe("a brown-out", () => {
  const brownOut = (durationSeconds: number | null): FaultEffect => ({
    kind: "brown-out",
    factor: 3,
    errorPercent: 20,
    durationSeconds,
  });

  it("strikes all versions, also one that comes while it lasts", () => {
    const result = play([fault(at(10), brownOut(null))], {
      commands: [deployAt(100, { canaryPercent: 50 })],
    });
    for (const version of ["v1", "v2"]) {
      expect(result.latency.byVersion[version]?.p50Seconds).toBeCloseTo(3, 1);
      expect(result.requests.byVersion[version]?.failed["application-error"]).toBeGreaterThan(20);
    }
  });

  it("is over for all of them at once", () => {
    const result = play([fault(at(10), brownOut(590))], { commands: [deployAt(100, { canaryPercent: 50 })] });
    const rows = result.timeline.atSeconds.flatMap((seconds, row) => (seconds >= 610 ? [row] : []));
    for (const side of [result.timeline.primary, result.timeline.canary]) {
      expect(rows.reduce((sum, row) => sum + (side.failedRequests[row] ?? 0), 0)).toBe(0);
      expect(side.p50Seconds.at(-1)).toBeCloseTo(1, 1);
    }
  });
});

describe("a traffic surge", () => {
  const surge = (factor: number, durationSeconds: number | null): FaultEffect => ({
    kind: "traffic-surge",
    factor,
    durationSeconds,
  });
  const arrivedBetween = ({ timeline }: SimulationResult, from: number, to: number) =>
    timeline.atSeconds.reduce(
      (sum, seconds, row) =>
        seconds >= from && seconds < to
          ? sum + (timeline.primary.arrivedRequests[row] ?? 0) + (timeline.canary.arrivedRequests[row] ?? 0)
          : sum,
      0,
    );

  it("brings exactly a whole factor times the requests", () => {
    const result = play([fault(at(300), surge(3, 300))]);
    // Those that it adds come within ten seconds after those that they are copies of.
    expect(arrivedBetween(result, 0, 300)).toBe(600);
    expect(arrivedBetween(result, 300, 610)).toBe(3 * 600 + 20);
    expect(arrivedBetween(result, 610, 1200)).toBe(1180);
  });

  it("brings a fraction of it by chance", () => {
    const result = play([fault(at(0), surge(1.4, null))]);
    const more = arrivedBetween(result, 0, 1190) - 2 * 1190;
    expect(Math.abs(more - 0.4 * 2380)).toBeLessThan(4 * Math.sqrt(2380 * 0.4 * 0.6) + 10);
  });

  it("takes nothing from the luck of the requests that would have come anyway", () => {
    const random = { arrivals: { kind: "poisson", requestsPerSecond: 2 } } as const;
    const calm = play([], { traffic: [buildTraffic(random)] });
    const twice = play([fault(at(0), surge(1, null))], { traffic: [buildTraffic(random)] });
    expect(twice.requests).toEqual(calm.requests);
    expect(twice.latency).toEqual(calm.latency);
  });

  it("multiplies with another that overlaps", () => {
    const result = play([
      { ...fault(at(0), surge(2, null)), name: "a" },
      { ...fault(at(0), surge(3, null)), name: "b" },
    ]);
    expect(Math.abs(result.summary.requests / (2 * 1200) - 6)).toBeLessThan(0.06);
  });
});

describe("a load balancer that lags", () => {
  const lag = (delaySeconds: number, durationSeconds: number | null = null): FaultEffect => ({
    kind: "load-balancer-lag",
    delaySeconds,
    durationSeconds,
  });
  const shares = ({ trafficInEffect }: SimulationResult) =>
    trafficInEffect.map(({ atSeconds, shares: held }) => [
      atSeconds,
      Object.fromEntries(held.map((each) => [each.version, each.percent])),
    ]);

  it("obeys every split so much later, while the rollout goes on", () => {
    const commands = [deployAt(100)];
    const calm = play([], { commands });
    const late = play([fault(at(50), lag(25))], { commands });
    expect(shares(late).slice(1)).toEqual(
      shares(calm)
        .slice(1)
        .map(([seconds, split]) => [(seconds as number) + 25, split]),
    );
    expect(calm.summary.trafficBehindSeconds).toBe(0);
    expect(late.summary.trafficBehindSeconds).toBe(4 * 25);
    expect(late.splits).toEqual(calm.splits);
  });

  it("sends requests to a version that is gone, where it lags for longer than the rest of the rollout", () => {
    const late = play([fault(at(50), lag(300))], { commands: [deployAt(100)] });
    expect(late.summary.outcome).toBe("completed");
    expect(late.requests.byVersion.v1?.failed.unavailable).toBeGreaterThan(100);
  });

  it("forgets what it was told late once something told later holds", () => {
    // Told 25 % during the lag, to hold after its end; the rest at once, before that.
    const commands = [deployAt(100)];
    const firstShift = play([], { commands }).splits.find(({ cause }) => cause === "shift")?.atSeconds ?? 0;
    const late = play([fault(at(50), lag(1000, firstShift + 1 - 50))], { commands });
    expect(late.trafficInEffect.map(({ shares: now }) => now.at(-1)?.percent)).toEqual([100, 50, 75, 100]);
  });
});

describe("an outage of autoscaling metrics", () => {
  const outage = (options: {
    lostPercent?: number;
    delaySeconds?: number;
    durationSeconds?: number | null;
  }): FaultEffect => ({
    kind: "metrics-outage",
    version: "primary",
    deployment: null,
    lostPercent: 0,
    delaySeconds: 0,
    durationSeconds: null,
    ...options,
  });
  const scaling = buildAutoscaling({ minReplicas: 2, downscaleDelaySeconds: 60 });
  const busy: Partial<Scenario> = {
    primary: buildVersion({ deployments: [buildDeployment({ scaling, maxOngoingRequests: 20 })] }),
    traffic: [
      buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 4 }, endSeconds: 100 }),
      buildTraffic({
        name: "more",
        arrivals: { kind: "constant", requestsPerSecond: 12 },
        startSeconds: 100,
      }),
    ],
  };
  const scaledAt = ({ events }: SimulationResult) =>
    events.filter(({ kind }) => kind === "autoscaled").map(({ atSeconds }) => atSeconds);

  it("that delays them delays the decision by as much", () => {
    const calm = scaledAt(play([], busy))[0] ?? Number.NaN;
    const late = scaledAt(play([fault(at(0), outage({ delaySeconds: 9 }))], busy))[0] ?? Number.NaN;
    expect(calm).toBeGreaterThan(100);
    expect(late - calm).toBe(9);
  });

  it("that delays them beyond their age limit is as bad as one that loses them", () => {
    const late = play([fault(at(0), outage({ delaySeconds: 25 }))], busy);
    expect(scaledAt(late)).toEqual([]);
  });

  it("that loses them all looks like no load: the autoscaler takes replicas away under full traffic", () => {
    const calm = play([], busy);
    const blind = play([fault(at(600), outage({ lostPercent: 100 }))], busy);
    expect(calm.timeline.primary.runningReplicas.at(-1)).toBeGreaterThan(5);
    expect(blind.timeline.primary.runningReplicas.at(-1)).toBe(2);
    // Forgotten twenty seconds after the last report, and then the delay of a downscale.
    const down = scaledAt(blind).find((seconds) => seconds > 600) ?? 0;
    expect(down).toBeGreaterThanOrEqual(590 + 20 + 60);
    expect(down).toBeLessThanOrEqual(600 + 20 + 60 + 1);
  });

  it("that is over leaves nothing behind", () => {
    const over = play([fault(at(600), outage({ lostPercent: 100, durationSeconds: 100 }))], busy);
    expect(over.timeline.primary.runningReplicas.at(-1)).toBe(
      play([], busy).timeline.primary.runningReplicas.at(-1),
    );
  });
});
