import { describe, expect, it } from "vitest";
import type { Fault, FaultEffect } from "../../src/faults/Fault.ts";
import type { Deployment } from "../../src/serve/Deployment.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import { buildDeployment } from "../simulation/buildDeployment.ts";
import { buildScenario } from "../simulation/buildScenario.ts";
import { buildVersion } from "../simulation/buildVersion.ts";
import { playLawfully } from "../simulation/playLawfully.ts";

const primary = { version: "primary", deployment: null } as const;
const struckAt = (atSeconds: number, effect: FaultEffect): Fault => ({
  name: `${effect.kind} at ${atSeconds}`,
  trigger: { kind: "at", atSeconds },
  effect,
});
const play = (faults: readonly Fault[], deployment: Partial<Deployment> = {}) =>
  playLawfully(
    buildScenario({ primary: buildVersion({ deployments: [buildDeployment(deployment)] }), faults }),
  );
const one = { scaling: { kind: "static", numReplicas: 1 }, maxOngoingRequests: 100 } as const;
const lives = ({ replicas }: SimulationResult) =>
  replicas.map(({ runningAtSeconds, goneAtSeconds }) => [runningAtSeconds, goneAtSeconds]);

describe("a crash loop", () => {
  const loop = (seconds: number, durationSeconds: number | null, percent = 100): FaultEffect => ({
    kind: "crash-loop",
    ...primary,
    percent,
    lifetimeSeconds: { kind: "fixed", value: seconds },
    durationSeconds,
  });

  it("lets every replica run for its lifetime, and each that replaces it", () => {
    const ends = lives(play([struckAt(100, loop(45, null))], one)).map(
      ([from, to]) => (to ?? 0) - (from ?? 0),
    );
    expect(ends[0]).toBe(145);
    expect(ends.length).toBeGreaterThan(8);
    expect(new Set(ends.slice(1, -1))).toEqual(new Set([45]));
  });

  it("spares those that still run when it is over", () => {
    const all = lives(play([struckAt(100, loop(45, 60))], one));
    expect(all).toHaveLength(2);
    expect(all[1]?.[1]).toBeNull();
  });

  it("strikes the share of the replicas that is said, each by its own luck", () => {
    const crashes = Array.from({ length: 12 }, (_, index) => {
      const result = playLawfully(
        buildScenario({ seed: `share ${index}`, faults: [struckAt(100, loop(1, 5, 25))] }),
      );
      return result.summary.replicasCrashed;
    });
    const mean = crashes.reduce((sum, count) => sum + count, 0) / (12 * 8);
    expect(Math.abs(mean - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 96));
  });
});

describe("a slow start", () => {
  it("multiplies the start-up of replicas that start meanwhile, and of no others", () => {
    const slow: FaultEffect = { kind: "slow-start", ...primary, factor: 4, durationSeconds: 300 };
    const crash: FaultEffect = { kind: "replica-crash", ...primary, count: 1 };
    const result = play([struckAt(100, slow), struckAt(150, crash), struckAt(600, crash)], one);
    const starts = result.replicas.map((life) => (life.runningAtSeconds ?? 0) - (life.placedAtSeconds ?? 0));
    expect(starts).toEqual([0, 4 * 30, 30]);
  });
});

describe("a hung replica", () => {
  const hang = (durationSeconds: number | null = null): FaultEffect => ({
    kind: "hung-replica",
    ...primary,
    count: 1,
    durationSeconds,
  });

  it("is noticed when three checks in a row have timed out, and killed when its shutdown has", () => {
    const result = play([struckAt(101, hang())]);
    const victim = result.replicas.find(({ goneAtSeconds }) => goneAtSeconds !== null);
    // The first check begins within a period; each takes its timeout of 30 s, and the next begins when it is over.
    const unhealthySeconds = (victim?.drainingAtSeconds ?? 0) - 101;
    expect(unhealthySeconds).toBeGreaterThan(3 * 30);
    expect(unhealthySeconds).toBeLessThan(1.2 * 10 + 3 * (30 + 0.1) + 1e-9);
    expect(victim?.goneAtSeconds).toBe((victim?.drainingAtSeconds ?? 0) + 20);
  });

  it("whose checks time out within their period is noticed by its period", () => {
    const result = play([struckAt(101, hang())], { ...one, healthCheckTimeoutSeconds: 2 });
    const unhealthySeconds = (result.replicas[0]?.drainingAtSeconds ?? 0) - 101;
    expect(unhealthySeconds).toBeGreaterThan(2 * 9 + 2);
    expect(unhealthySeconds).toBeLessThan(3 * 11 + 2 + 0.1 + 1e-9);
  });

  it("that dies while a check waits for it is known to be dead at once", () => {
    const crash: FaultEffect = { kind: "replica-crash", ...primary, count: 1 };
    const result = play([struckAt(101, hang()), struckAt(120, crash)], one);
    expect(result.replicas[1]?.requestedAtSeconds).toBeCloseTo(120.1, 9);
  });

  it("answers nothing: what it has taken is lost with it", () => {
    const alone = { ...one, maxOngoingRequests: 4 };
    const result = play([struckAt(101, hang())], alone);
    // It takes its four slots full, and then no more.
    expect(result.requests.total.failed.shutdown).toBe(4);
    expect(
      play([struckAt(101, hang())], { ...alone, requestTimeoutSeconds: 5 }).summary.timeoutRequests,
    ).toBeGreaterThan(60);
  });

  it("that comes round goes on where it stopped", () => {
    const result = play([struckAt(101, hang(20))], one);
    expect(result.summary.failedRequests).toBe(0);
    expect(result.summary.maxLatencySeconds).toBeGreaterThan(20);
    expect(result.replicas).toHaveLength(1);
  });
});

describe("flapping health", () => {
  const flap = (failingSeconds: number, passingSeconds: number): FaultEffect => ({
    kind: "flapping-health",
    ...primary,
    count: null,
    failingSeconds,
    passingSeconds,
    failsRequests: false,
    durationSeconds: null,
  });

  it.each([
    [5, 15],
    [10, 12],
    [17, 12],
  ])("of %i s bad and %i s good is never noticed: no three checks in a row fail", (failing, passing) => {
    const result = play([struckAt(101, flap(failing, passing))], one);
    expect(result.replicas).toHaveLength(1);
  });

  it.each([
    [34, 60],
    [1000, 1],
  ])("of %d s bad and %d s good is noticed at the third bad check in a row", (failing, passing) => {
    const result = play([struckAt(101, flap(failing, passing))], one);
    const noticedSeconds = (result.replicas[0]?.drainingAtSeconds ?? 0) - 101;
    expect(noticedSeconds).toBeGreaterThan(2 * 9);
    expect(noticedSeconds).toBeLessThan(3 * 11 + 0.1 + 1e-9);
  });

  it("is noticed where good whiles fall between two checks", () => {
    // A while of 0.4 s is met by one check in 25.
    const result = play([struckAt(101, flap(12.5, 0.4))], one);
    expect(result.replicas[0]?.drainingAtSeconds).toBeLessThan(101 + 3 * 11 + 0.1);
  });

  it("lets requests fail while checks do, if so described", () => {
    const bad: FaultEffect = { ...flap(15, 15), failsRequests: true, durationSeconds: 60 } as FaultEffect;
    const result = play([struckAt(101.25, bad)], one);
    expect(result.summary.applicationErrorRequests).toBe(2 * 2 * 15);
  });
});

describe("a gray failure", () => {
  it("slows its replicas and nothing else, and nothing replaces them", () => {
    const gray: FaultEffect = { kind: "gray-failure", ...primary, count: 8, factor: 5, durationSeconds: 300 };
    const result = play([struckAt(100, gray)]);
    const p50 = (row: number) =>
      result.timeline.primary.p50Seconds[result.timeline.atSeconds.indexOf(row)] ?? 0;
    expect([50, 300, 500].map((row) => Math.round(p50(row)))).toEqual([1, 5, 1]);
    expect(result.replicas).toHaveLength(8);
  });

  it("on one replica of many shows in the tail, not in the median", () => {
    const gray: FaultEffect = {
      kind: "gray-failure",
      ...primary,
      count: 1,
      factor: 20,
      durationSeconds: null,
    };
    const { summary } = play([struckAt(0, gray)]);
    expect(summary.p50LatencySeconds).toBeCloseTo(1, 1);
    expect(summary.maxLatencySeconds).toBeGreaterThan(15);
  });

  it("and slowness of the version multiply", () => {
    const gray: FaultEffect = {
      kind: "gray-failure",
      ...primary,
      count: 1,
      factor: 3,
      durationSeconds: null,
    };
    const slow: FaultEffect = { kind: "slow", version: "primary", factor: 2, durationSeconds: null };
    const { timeline } = play([struckAt(100, gray), struckAt(100, slow)], one);
    expect(timeline.primary.p50Seconds.at(-1)).toBeCloseTo(6, 1);
  });
});

describe("a memory leak", () => {
  const leak = (after: { afterRequests: number | null; afterSeconds: number | null }): FaultEffect => ({
    kind: "memory-leak",
    ...primary,
    ...after,
    durationSeconds: null,
  });

  it("kills a replica after so long a time, and those that follow", () => {
    const all = lives(play([struckAt(100, leak({ afterRequests: null, afterSeconds: 200 }))], one));
    expect(all[0]).toEqual([0, 300]);
    expect(all.slice(1, -1).every(([from, to]) => (to ?? 0) - (from ?? 0) === 200)).toBe(true);
  });

  it("kills a replica after so many requests, to the request", () => {
    const result = play([struckAt(100.25, leak({ afterRequests: 30, afterSeconds: null }))], one);
    // Two a second: the thirtieth from then on is answered at 114.75 s.
    expect(result.replicas[0]?.goneAtSeconds).toBe(114.75);
  });

  it("takes the earlier of both", () => {
    const late = play([struckAt(100.25, leak({ afterRequests: 30, afterSeconds: 500 }))], one);
    const early = play([struckAt(100.25, leak({ afterRequests: 30, afterSeconds: 5 }))], one);
    expect([late, early].map(({ replicas }) => replicas[0]?.goneAtSeconds)).toEqual([114.75, 105.25]);
  });

  it("of two that overlap, the one that is due first kills", () => {
    const first = struckAt(100.25, leak({ afterRequests: 60, afterSeconds: null }));
    const second = struckAt(110.25, leak({ afterRequests: 20, afterSeconds: null }));
    expect(play([first, second], one).replicas[0]?.goneAtSeconds).toBe(119.75);
    const third = struckAt(110.25, leak({ afterRequests: 50, afterSeconds: null }));
    expect(play([first, third], one).replicas[0]?.goneAtSeconds).toBe(129.75);
  });
});
