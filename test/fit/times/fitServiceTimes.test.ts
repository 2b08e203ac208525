import { describe, expect, it } from "vitest";
import type { RequestLog } from "../../../src/fit/RequestLog.ts";
import { fitServiceTimes, type ServiceTimesFit } from "../../../src/fit/times/fitServiceTimes.ts";
import { ongoingAtArrival } from "../../../src/fit/times/ongoingAtArrival.ts";
import { drawn } from "../drawn.ts";

const exponential = (mean: number) => ({ kind: "exponential", mean }) as const;

function logOf(part: Partial<RequestLog> & Pick<RequestLog, "arrivalSeconds">): RequestLog {
  return {
    durationSeconds: null,
    waitSeconds: null,
    outcomes: new Uint8Array(part.arrivalSeconds.length),
    inputTokens: null,
    outputTokens: null,
    replicas: null,
    takenBy: "caller",
    ...part,
  };
}

function running(gaps: Float64Array): Float64Array {
  let at = 0;
  return gaps.map((gap) => {
    at += gap;
    return at;
  });
}

/** A queue in front of so many slots, first come, first served: durations with their waiting, and waiting alone. */
function queue(arrivalSeconds: Float64Array, serviceSeconds: Float64Array, slots: number) {
  const free = new Array<number>(slots).fill(0);
  const waitSeconds = arrivalSeconds.map((arrival, index) => {
    const first = free.indexOf(Math.min(...free));
    const start = Math.max(arrival, free[first]!);
    free[first] = start + serviceSeconds[index]!;
    return start - arrival;
  });
  return { waitSeconds, durationSeconds: waitSeconds.map((wait, index) => wait + serviceSeconds[index]!) };
}

/** A replica that serves all at once, each at the rate 1 / (1 + slowdown × (n − 1)). */
function shared(arrivalSeconds: Float64Array, workSeconds: Float64Array, slowdown: number): Float64Array {
  const ends = new Float64Array(arrivalSeconds.length);
  const left = new Map<number, number>();
  let now = 0;
  const until = (moment: number) => {
    while (left.size > 0) {
      const rate = 1 / (1 + slowdown * (left.size - 1));
      const [first, work] = [...left].reduce((least, each) => (each[1] < least[1] ? each : least));
      const end = now + work / rate;
      const step = Math.min(end, moment) - now;
      for (const [request, rest] of left) left.set(request, rest - step * rate);
      now += step;
      if (end > moment) break;
      left.delete(first);
      ends[first] = now;
    }
    now = Math.max(now, Number.isFinite(moment) ? moment : now);
  };
  arrivalSeconds.forEach((arrival, index) => {
    until(arrival);
    left.set(index, workSeconds[index]!);
  });
  until(Number.POSITIVE_INFINITY);
  return ends.map((end, index) => end - arrivalSeconds[index]!);
}

function must(log: RequestLog, options: { readonly slots?: number } = {}): ServiceTimesFit {
  const found = fitServiceTimes(log, options);
  if (typeof found === "string") throw new Error(found);
  return found;
}

function meanOf(found: ServiceTimesFit): number {
  const distribution = found.distribution?.distribution;
  if (distribution?.kind !== "exponential") throw new Error(`found ${distribution?.kind}`);
  return distribution.mean;
}

describe("fitted service times", () => {
  const count = 4000;
  const slots = 4;
  const service = drawn(exponential(0.3), count, "service");
  const arrivalSeconds = running(drawn(exponential(0.3 / slots / 0.8), count, "gaps"));
  const { waitSeconds, durationSeconds } = queue(arrivalSeconds, service, slots);

  it("are those of requests that found a free slot, where the slots are known", () => {
    const found = must(logOf({ arrivalSeconds, durationSeconds }), { slots });
    expect(found.basis.used).toBe("free-slots");
    expect(found.basis.leftOut).toBeGreaterThan(1000);
    const error = 0.3 / Math.sqrt(found.basis.requests);
    expect(Math.abs(meanOf(found) - 0.3)).toBeLessThan(3 * error);
  });

  it("are those without the log's own waiting times", () => {
    const found = must(logOf({ arrivalSeconds, durationSeconds, waitSeconds }));
    expect(found.basis).toMatchObject({ used: "all", requests: count });
    expect(Math.abs(meanOf(found) - 0.3)).toBeLessThan((3 * 0.3) / Math.sqrt(count));
  });

  it("are told to hold waiting where durations grow with the load and nothing tells them apart", () => {
    const found = must(logOf({ arrivalSeconds, durationSeconds }));
    expect(found.basis.used).toBe("fewest-beside");
    expect(found.basis.correlationWithLoad).toBeGreaterThan(0.2);
  });

  it("are none where every request found all slots taken, or none has a duration", () => {
    expect(fitServiceTimes(logOf({ arrivalSeconds }))).toBe("no-durations");
    const full = logOf({
      arrivalSeconds: Float64Array.from({ length: 50 }, (_, index) => index),
      durationSeconds: new Float64Array(50).fill(100),
    });
    expect(fitServiceTimes(full, { slots: 2 })).toBe("always-full");
    expect(typeof fitServiceTimes(full)).not.toBe("string");
    const few = logOf({ arrivalSeconds: Float64Array.of(0, 1), durationSeconds: Float64Array.of(1, 1) });
    expect(fitServiceTimes(few)).toBe("too-few");
  });

  it("count failures and timeouts as at least as long", () => {
    const timeout = 0.4;
    const log = logOf({
      arrivalSeconds,
      durationSeconds: service.map((seconds) => Math.min(seconds, timeout)),
      outcomes: Uint8Array.from(service, (seconds) => (seconds > timeout ? 1 : 0)),
      takenBy: "replica",
    });
    const found = must(log);
    expect(found.distribution?.cutOff).toBeGreaterThan(800);
    expect(Math.abs(meanOf(found) - 0.3)).toBeLessThan((3 * 0.3) / Math.sqrt(count - 800));
  });

  it("undo how requests on a replica slow each other down", () => {
    const replicas = 2;
    const slow = 0.25;
    const work = drawn(exponential(0.3), count, "work");
    const moments = running(drawn(exponential(0.15), count, "moments"));
    const of = (replica: number) =>
      Array.from({ length: count }, (_, index) => index).filter((index) => index % replicas === replica);
    const durations = new Float64Array(count);
    for (let replica = 0; replica < replicas; replica += 1) {
      const own = of(replica);
      const ended = shared(
        Float64Array.from(own, (index) => moments[index]!),
        Float64Array.from(own, (index) => work[index]!),
        slow,
      );
      own.forEach((index, place) => {
        durations[index] = ended[place]!;
      });
    }
    const found = must(
      logOf({
        arrivalSeconds: moments,
        durationSeconds: durations,
        replicas: Int32Array.from({ length: count }, (_, index) => index % replicas),
        takenBy: "replica",
      }),
    );
    expect(found.slowdown).not.toBeNull();
    const { slowdownPerOngoingRequest, standardError } = found.slowdown!;
    expect(standardError).toBeLessThan(0.1);
    expect(Math.abs(slowdownPerOngoingRequest - slow)).toBeLessThan(3 * standardError);
    expect(Math.abs(meanOf(found) / 0.3 - 1)).toBeLessThan(0.1);
  });

  it("have no slowdown where there is none", () => {
    const found = must(
      logOf({
        arrivalSeconds,
        durationSeconds: service,
        replicas: new Int32Array(count),
        takenBy: "replica",
      }),
    );
    expect(found.slowdown).toBeNull();
  });

  it("follow from tokens where these say most of them", () => {
    const inputTokens = drawn({ kind: "lognormal", median: 1000, sigma: 0.8 }, count, "input").map(
      Math.round,
    );
    const outputTokens = drawn({ kind: "lognormal", median: 130, sigma: 0.7 }, count, "output").map(
      Math.round,
    );
    const noise = drawn({ kind: "uniform", low: 0.9, high: 1.1 }, count, "noise");
    const durations = inputTokens.map(
      (input, index) => noise[index]! * (0.08 + 0.0002 * input + 0.02 * outputTokens[index]!),
    );
    const { tokens } = must(
      logOf({ arrivalSeconds, durationSeconds: durations, inputTokens, outputTokens, takenBy: "replica" }),
    );
    expect(tokens?.explainedShare).toBeGreaterThan(0.95);
    for (const [name, truth] of [
      ["base", 0.08],
      ["perInputToken", 0.0002],
      ["perOutputToken", 0.02],
    ] as const) {
      const found = tokens?.parameters.find((each) => each.name === name);
      expect(Math.abs((found?.value ?? 0) - truth), name).toBeLessThan(3 * (found?.standardError ?? 0));
    }
    const unrelated = must(
      logOf({ arrivalSeconds, durationSeconds: service, inputTokens, outputTokens, takenBy: "replica" }),
    );
    expect(unrelated.tokens).toBeNull();
  });
});

describe("requests under way on arrival", () => {
  it("are those that began before and have not ended", () => {
    const ongoing = ongoingAtArrival(
      Float64Array.of(0, 1, 2, 3, 10),
      Float64Array.of(2, 5, Number.NaN, 1, 1),
    );
    expect([...ongoing]).toEqual([0, 1, -1, 1, 0]);
  });
});
