import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventLoop } from "../../src/engine/EventLoop.ts";
import { createRandomStreams } from "../../src/engine/RandomStreams.ts";
import { sample } from "../../src/engine/sample.ts";
import { KeyedDraws } from "../../src/workload/arrivals/KeyedDraws.ts";
import { philox2x32 } from "../../src/workload/arrivals/philox2x32.ts";
import { attemptDeadlineSeconds } from "../../src/workload/clients/attemptDeadlineSeconds.ts";
import type { Backoff, ClientSettings } from "../../src/workload/clients/Client.ts";
import { ClosedLoopUsers } from "../../src/workload/clients/ClosedLoopUsers.ts";
import { nextAttemptSeconds } from "../../src/workload/clients/nextAttemptSeconds.ts";
import { RetryBudget } from "../../src/workload/clients/RetryBudget.ts";
import { retryDelaySeconds } from "../../src/workload/clients/retryDelaySeconds.ts";
import { criticalDistance, distanceFromUniform } from "./statistics.ts";

const backoff = (changes: Partial<Backoff> = {}): Backoff => ({
  baseSeconds: 0.1,
  factor: 2,
  maxSeconds: 5,
  jitter: "none",
  ...changes,
});

describe("retryDelaySeconds", () => {
  it("doubles up to the maximum, without jitter", () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8, 1_000_000].map((retry) =>
      retryDelaySeconds(backoff(), retry, 0.3),
    );
    expect(delays).toEqual([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5, 5]);
    expect(retryDelaySeconds(backoff({ baseSeconds: 9 }), 1, 0.5)).toBe(5);
    expect(retryDelaySeconds(backoff({ factor: 1 }), 1_000_000, 0.5)).toBe(0.1);
  });

  it("stays from 0 to the full wait with full jitter, from its half with equal jitter", () => {
    fc.assert(
      fc.property(
        fc.record({
          baseSeconds: fc.double({ min: 0, max: 100, noNaN: true }),
          factor: fc.double({ min: 1, max: 10, noNaN: true }),
          maxSeconds: fc.double({ min: 0, max: 1_000, noNaN: true }),
        }),
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (settings, retry, draw) => {
          const whole = retryDelaySeconds({ ...settings, jitter: "none" }, retry, draw);
          const full = retryDelaySeconds({ ...settings, jitter: "full" }, retry, draw);
          const equal = retryDelaySeconds({ ...settings, jitter: "equal" }, retry, draw);
          expect(whole).toBeLessThanOrEqual(settings.maxSeconds);
          expect(full).toBe(draw * whole);
          expect(equal).toBeGreaterThanOrEqual(whole / 2);
          // Halves of the smallest numbers are rounded up.
          expect(equal).toBeLessThanOrEqual(whole + 1e-300);
        },
      ),
    );
  });

  it("is uniform over its range: full from 0, equal from the half", () => {
    const random = createRandomStreams("jitter").stream("draws");
    for (const [jitter, low] of [
      ["full", 0],
      ["equal", 0.4],
    ] as const) {
      const shares = Array.from(
        { length: 5_000 },
        () => (retryDelaySeconds(backoff({ jitter }), 4, random()) - low) / (0.8 - low),
      );
      expect(distanceFromUniform(shares)).toBeLessThan(criticalDistance(5_000));
    }
  });

  it("refuses a retry that is none", () => {
    for (const retry of [0, -1, 1.5, Number.NaN]) {
      expect(() => retryDelaySeconds(backoff(), retry, 0)).toThrow(
        new RangeError(`retry ${retry}; expected a whole number from 1`),
      );
    }
  });
});

describe("a client's attempts", () => {
  const client = (changes: Partial<ClientSettings> = {}): ClientSettings => ({
    attemptTimeoutSeconds: 2,
    overallTimeoutSeconds: 5,
    cancelsWork: true,
    retries: { maxAttempts: 3, backoff: backoff({ baseSeconds: 1 }), budget: null },
    ...changes,
  });

  it("end at the earlier of their own timeout and that of the whole request", () => {
    expect(attemptDeadlineSeconds(client(), 10, 10)).toBe(12);
    expect(attemptDeadlineSeconds(client(), 10, 14)).toBe(15);
    expect(attemptDeadlineSeconds(client({ overallTimeoutSeconds: null }), 10, 14)).toBe(16);
    const patient = client({ attemptTimeoutSeconds: null, overallTimeoutSeconds: null });
    expect(attemptDeadlineSeconds(patient, 10, 14)).toBe(Number.POSITIVE_INFINITY);
  });

  it("are repeated after the wait while there are attempts and time", () => {
    const patient = client({ overallTimeoutSeconds: null });
    expect(nextAttemptSeconds(patient, 1, 10, 12, 0)).toBe(13);
    expect(nextAttemptSeconds(patient, 2, 10, 15, 0)).toBe(17);
    expect(nextAttemptSeconds(patient, 3, 10, 19, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(nextAttemptSeconds(client({ retries: null }), 1, 10, 12, 0)).toBe(Number.POSITIVE_INFINITY);
    // It would begin when the whole request has timed out.
    expect(nextAttemptSeconds(client(), 1, 10, 13.9, 0)).toBe(14.9);
    expect(nextAttemptSeconds(client(), 1, 10, 14, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("RetryBudget", () => {
  it("is never exceeded: over any stretch, retries ≤ bucket + share × requests + rate × seconds", () => {
    const moments = fc.array(
      fc.record({
        gapSeconds: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3, noNaN: true })),
        isRequest: fc.boolean(),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(
        fc.record({
          retriesPerRequest: fc.double({ min: 0, max: 1, noNaN: true }),
          minRetriesPerSecond: fc.double({ min: 0, max: 2, noNaN: true }),
          maxTokens: fc.double({ min: 1, max: 10, noNaN: true }),
        }),
        moments,
        fc.nat(199),
        (settings, events, from) => {
          const budget = new RetryBudget(settings, 0);
          let nowSeconds = 0;
          let allowed = settings.maxTokens;
          let retries = 0;
          events.forEach(({ gapSeconds, isRequest }, i) => {
            nowSeconds += gapSeconds;
            if (i > from) allowed += gapSeconds * settings.minRetriesPerSecond;
            if (isRequest) budget.noteRequest(nowSeconds);
            const isTaken = !isRequest && budget.takeRetry(nowSeconds);
            if (i < from) return;
            if (isRequest) allowed += settings.retriesPerRequest;
            if (isTaken) retries += 1;
            expect(retries).toBeLessThanOrEqual(allowed + 1e-6);
            expect(budget.tokens).toBeGreaterThanOrEqual(0);
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it("lets a fifth of the requests be tried again when all fail, once its bucket is empty", () => {
    const budget = new RetryBudget({ retriesPerRequest: 0.2, minRetriesPerSecond: 0, maxTokens: 10 }, 0);
    let retries = 0;
    for (let request = 0; request < 1_000; request += 1) {
      budget.noteRequest(request);
      while (budget.takeRetry(request)) retries += 1;
    }
    expect(retries).toBe(10 + 199);
  });

  it("fills with time where it has a least rate, and refuses settings without room", () => {
    const settings = { retriesPerRequest: 0, minRetriesPerSecond: 0.5, maxTokens: 2 };
    const budget = new RetryBudget(settings, 100);
    const taken = [100, 100, 100, 101, 102, 200, 200, 200].map((seconds) => budget.takeRetry(seconds));
    expect(taken).toEqual([true, true, false, false, true, true, true, false]);
    expect(() => new RetryBudget({ ...settings, maxTokens: 0.5 }, 0)).toThrow(
      "retry budget of 0 a request, 0.5 a second, at most 0.5; expected numbers from 0 and room for one token",
    );
    expect(() => new RetryBudget({ ...settings, minRetriesPerSecond: -1 }, 0)).toThrow(RangeError);
  });
});

describe("KeyedDraws", () => {
  it("come from Philox 2×32 with ten rounds, as its authors' test vectors say (Random123, kat_vectors)", () => {
    expect(philox2x32(0, 0, 0)).toBe(0xff1dae59);
    expect(philox2x32(-1, -1, -1)).toBe(0x2c3f628b);
    expect(philox2x32(0x243f6a88, 0x85a308d3 | 0, 0x13198a2e)).toBe(0xdd7ce038);
  });

  it("are uniform along entities and along indices", () => {
    const draws = new KeyedDraws(createRandomStreams("keyed").stream("draws"));
    const along = Array.from({ length: 10_000 }, (_, i) => draws.at(7, i));
    const across = Array.from({ length: 10_000 }, (_, i) => draws.at(i, 7));
    expect(distanceFromUniform(along)).toBeLessThan(criticalDistance(10_000));
    expect(distanceFromUniform(across)).toBeLessThan(criticalDistance(10_000));
    expect(along.every((value) => Number.isInteger(value * 2 ** 32) && value < 1)).toBe(true);
  });
});

describe("ClosedLoopUsers", () => {
  const random = (name = "users") => createRandomStreams("closed").stream(name);

  /** Users of one server, first come first served, until `untilSeconds`; times are means over the run. */
  function drive(users: number, thinkMean: number, serviceMean: number, untilSeconds: number) {
    const loop = new EventLoop({ maxEvents: 10_000_000 });
    const service = random("service");
    const population = new ClosedLoopUsers(
      { users, thinkSeconds: { kind: "exponential", mean: thinkMean }, rampUpSeconds: 0 },
      0,
      random(),
    );
    const line: number[] = [];
    const sentSeconds = new Float64Array(users);
    let served = 0;
    let responseSeconds = 0;
    let mostWaiting = 0;
    const serve = () =>
      loop.setTimer(finish, loop.nowSeconds + sample({ kind: "exponential", mean: serviceMean }, service));
    const arm = () => {
      if (population.nextSeconds < Number.POSITIVE_INFINITY) loop.setTimer(send, population.nextSeconds);
    };
    const send = loop.createTimer(
      loop.addHandler(() => {
        const user = population.send();
        sentSeconds[user] = loop.nowSeconds;
        mostWaiting = Math.max(mostWaiting, population.waitingCount);
        if (line.push(user) === 1) serve();
        arm();
      }),
      0,
      0,
    );
    const finish = loop.createTimer(
      loop.addHandler(() => {
        const user = line.shift()!;
        served += 1;
        responseSeconds += loop.nowSeconds - sentSeconds[user]!;
        population.answered(user, loop.nowSeconds);
        if (line.length > 0) serve();
        arm();
      }),
      0,
      0,
    );
    arm();
    loop.runUntil(untilSeconds);
    return { throughput: served / untilSeconds, responseSeconds: responseSeconds / served, mostWaiting };
  }

  it("obey Little's law: users = throughput × (response + think time), loaded or not", () => {
    for (const [users, thinkMean] of [
      [5, 10],
      [20, 10],
      [60, 10],
      [1, 2],
    ] as const) {
      const { throughput, responseSeconds, mostWaiting } = drive(users, thinkMean, 0.5, 20_000);
      const cycles = throughput * 20_000;
      // What varies are the mean think times, by 1 / √cycles.
      const found = throughput * (responseSeconds + thinkMean);
      expect(Math.abs(found / users - 1), `${users} users`).toBeLessThan(4 / Math.sqrt(cycles));
      expect(mostWaiting).toBeLessThanOrEqual(users);
    }
  });

  it("find a server as busy as the formula of the machine repair problem says", () => {
    // Throughput of N users with exponential think time Z at one exponential server of mean S: (1 − p₀) / S, where
    // 1 / p₀ is the sum of N! / (N − k)! × (S / Z)^k.
    const [users, thinkMean, serviceMean] = [12, 10, 1];
    let term = 1;
    let sum = 1;
    for (let k = 1; k <= users; k += 1) {
      term *= ((users - k + 1) * serviceMean) / thinkMean;
      sum += term;
    }
    const expected = (1 - 1 / sum) / serviceMean;
    const { throughput } = drive(users, thinkMean, serviceMean, 40_000);
    expect(Math.abs(throughput / expected - 1)).toBeLessThan(4 / Math.sqrt(40_000 * expected));
    // An open loop of the same users would ask for 12 / 10 of what the server can do.
    expect(throughput).toBeLessThan(1);
  });

  it("send in the order of their times, and never while they wait", () => {
    const thinkSeconds = { kind: "uniform", low: 0, high: 10 } as const;
    const population = new ClosedLoopUsers({ users: 50, thinkSeconds, rampUpSeconds: 100 }, 5, random());
    let previousSeconds = 5;
    for (let i = 0; i < 50; i += 1) {
      expect(population.nextSeconds).toBeGreaterThanOrEqual(previousSeconds);
      previousSeconds = population.nextSeconds;
      population.send();
    }
    expect(previousSeconds).toBeGreaterThan(98);
    expect(population.nextSeconds).toBe(Number.POSITIVE_INFINITY);
    expect(population.waitingCount).toBe(50);
    expect(() => population.send()).toThrow(/every user waits/);
    population.answered(7, previousSeconds);
    expect(() => population.answered(7, previousSeconds)).toThrow(/user 7 did not wait/);
    expect(population.send()).toBe(7);
  });

  it("think as long whatever the order of the answers", () => {
    const settings = { users: 3, thinkSeconds: { kind: "exponential", mean: 1 }, rampUpSeconds: 0 } as const;
    const secondSends = (order: readonly number[]) => {
      const population = new ClosedLoopUsers(settings, 0, random());
      for (let i = 0; i < 3; i += 1) population.send();
      for (const user of order) population.answered(user, 100);
      return Array.from({ length: 3 }, () => [population.nextSeconds, population.send()]);
    };
    expect(secondSends([2, 0, 1])).toEqual(secondSends([0, 1, 2]));
  });

  it("are refused in numbers that cannot be", () => {
    const thinkSeconds = { kind: "fixed", value: 1 } as const;
    for (const users of [0, 1.5, -1, Number.NaN, 2_000_000]) {
      expect(() => new ClosedLoopUsers({ users, thinkSeconds, rampUpSeconds: 0 }, 0, random())).toThrow(
        RangeError,
      );
    }
  });
});
