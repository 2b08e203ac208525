import { describe, expect, it } from "vitest";
import type { Distribution } from "../../src/engine/Distribution.ts";
import { EventLoop } from "../../src/engine/EventLoop.ts";
import { createRandomStreams } from "../../src/engine/RandomStreams.ts";
import { sample } from "../../src/engine/sample.ts";
import { RequestStatistics } from "../../src/metrics/RequestStatistics.ts";
import { failureReasons } from "../../src/serve/failureReasons.ts";
import { RequestPath } from "../../src/serve/RequestPath.ts";
import { testDeployment } from "../serve/testDeployment.ts";

interface Queue {
  readonly arrivalsPerSecond: number;
  readonly serviceSeconds: Distribution;
  /** Replicas, of one slot each. */
  readonly servers: number;
  readonly requests: number;
  readonly seed: string;
}

interface Measured {
  /** Mean waits of stretches of equally many requests, the warm-up left out. */
  readonly batchWaits: readonly number[];
  readonly meanLatencySeconds: number;
  readonly meanInSystem: number;
  readonly arrivalsPerSecond: number;
}

const batches = 20;

class Waits extends RequestStatistics {
  readonly waits: number[] = [];
  override recordSuccess(version: number, waitSeconds: number, serviceSeconds: number): void {
    super.recordSuccess(version, waitSeconds, serviceSeconds);
    this.waits.push(waitSeconds);
  }
}

/** Poisson arrivals at one router in front of replicas of one slot. */
function simulate(queue: Queue): Measured {
  const loop = new EventLoop({ maxEvents: 10 * queue.requests });
  const statistics = new Waits({ failureCodes: failureReasons.length });
  const path = new RequestPath({ loop, statistics, maxRequests: 100_000, rank: 50, onIdleReplica: () => {} });
  const streams = createRandomStreams(queue.seed);
  const [gaps, works] = [streams.stream("arrivals"), streams.stream("service")];
  const router = path.addRouter({
    version: statistics.addVersion(),
    deployment: testDeployment(),
    random: streams.stream("routing"),
  });
  for (let owner = 0; owner < queue.servers; owner++) {
    path.addReplica({ router, maxOngoing: 1, slowdown: 0, speed: 1, owner });
  }
  let left = queue.requests;
  const timer = loop.createTimer(
    loop.addHandler(() => {
      path.arrive(router, sample(queue.serviceSeconds, works), 0);
      if (--left > 0) next();
    }),
    0,
    60,
  );
  const next = () =>
    loop.setTimer(
      timer,
      loop.nowSeconds + sample({ kind: "exponential", mean: 1 / queue.arrivalsPerSecond }, gaps),
    );
  next();
  while (left > 0) loop.runUntil(loop.nowSeconds + 1000);
  loop.runUntil(loop.nowSeconds + 1e5);
  const counted = path.routers[router]!;
  counted.integrate(loop.nowSeconds);
  const warmUp = Math.floor(queue.requests / 10);
  const size = Math.floor((queue.requests - warmUp) / batches);
  const batchWaits = Array.from({ length: batches }, (_, batch) => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += statistics.waits[warmUp + batch * size + i] as number;
    return sum / size;
  });
  return {
    batchWaits,
    meanLatencySeconds: statistics.versions[0]!.latency.meanSeconds as number,
    meanInSystem: counted.inSystemSeconds / loop.nowSeconds,
    arrivalsPerSecond: statistics.versions[0]!.arrived / loop.nowSeconds,
  };
}

/** Whether the value lies in the 99 % confidence interval of the mean of the batches (Student's t, 19 degrees of freedom). */
function isWithinInterval(values: readonly number[], value: number): boolean {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (values.length - 1);
  return Math.abs(mean - value) <= 2.861 * Math.sqrt(variance / values.length);
}

/** Mean wait in an M/M/c queue: the probability to wait (Erlang C) over the spare service rate. */
function erlangWait(arrivalsPerSecond: number, meanServiceSeconds: number, servers: number): number {
  const offered = arrivalsPerSecond * meanServiceSeconds;
  let blocking = 1;
  for (let i = 1; i <= servers; i++) blocking = (offered * blocking) / (i + offered * blocking);
  const waiting = blocking / (1 - (offered / servers) * (1 - blocking));
  return (waiting * meanServiceSeconds) / (servers - offered);
}

/** Mean wait in an M/G/1 queue, after Pollaczek and Khinchine; the squared coefficient of variation is 0 for M/D/1. */
function pollaczekWait(load: number, meanServiceSeconds: number, squaredVariation: number): number {
  return (load * meanServiceSeconds * (1 + squaredVariation)) / (2 * (1 - load));
}

const requests = 150_000;

describe("queues with a formula", () => {
  it.each([
    [1, 0.3],
    [1, 0.6],
    [1, 0.8],
    [2, 0.7],
    [8, 0.8],
    [32, 0.9],
  ])("wait as Erlang C says: M/M/%d at load %d", (servers, load) => {
    const { batchWaits } = simulate({
      arrivalsPerSecond: load * servers,
      serviceSeconds: { kind: "exponential", mean: 1 },
      servers,
      requests,
      seed: `M/M/${servers} at ${load}`,
    });
    const exact = erlangWait(load * servers, 1, servers);
    expect(isWithinInterval(batchWaits, exact)).toBe(true);
    // The same check turns down wrong formulas: half the wait, a third more, and that of one server more.
    expect(isWithinInterval(batchWaits, exact / 2)).toBe(false);
    expect(isWithinInterval(batchWaits, exact * 1.3)).toBe(false);
    if (servers > 1)
      expect(isWithinInterval(batchWaits, erlangWait(load * servers, 1, servers + 1))).toBe(false);
  });

  it.each([0.4, 0.8])("wait half as long with constant service: M/D/1 at load %d", (load) => {
    const { batchWaits } = simulate({
      arrivalsPerSecond: load / 2,
      serviceSeconds: { kind: "fixed", value: 2 },
      servers: 1,
      requests,
      seed: `M/D/1 at ${load}`,
    });
    expect(isWithinInterval(batchWaits, pollaczekWait(load, 2, 0))).toBe(true);
    expect(isWithinInterval(batchWaits, pollaczekWait(load, 2, 1))).toBe(false);
  });

  it("keep Little's law: requests in the system = arrivals a second × mean latency", () => {
    for (const servers of [1, 4]) {
      const { meanInSystem, arrivalsPerSecond, meanLatencySeconds } = simulate({
        arrivalsPerSecond: 0.8 * servers,
        serviceSeconds: { kind: "lognormal", median: 0.6, sigma: 1 },
        servers,
        requests: 20_000,
        seed: "little",
      });
      // Over a run that begins and ends empty the law is an identity: only rounding may break it.
      expect(Math.abs(meanInSystem / (arrivalsPerSecond * meanLatencySeconds) - 1)).toBeLessThan(1e-9);
      expect(Math.abs(meanInSystem / (arrivalsPerSecond * (meanLatencySeconds - 0.01)) - 1)).toBeGreaterThan(
        1e-3,
      );
    }
  });

  it("have formulas that agree: Erlang C is Pollaczek and Khinchine for one server, and the closed form for two", () => {
    for (const load of [0.1, 0.5, 0.95])
      expect(erlangWait(load, 1, 1)).toBeCloseTo(pollaczekWait(load, 1, 1), 12);
    // Two servers have a closed form: ρ² / (1 − ρ²) service times.
    for (const load of [0.1, 0.5, 0.95])
      expect(erlangWait(2 * load, 1, 2)).toBeCloseTo(load ** 2 / (1 - load ** 2), 12);
  });
});
