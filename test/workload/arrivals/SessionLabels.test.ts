import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Distribution } from "../../../src/engine/Distribution.ts";
import type { Arrivals, RequestTrace, TrafficStream } from "../../../src/workload/Traffic.ts";
import { drawTraffic, trafficStream } from "../arrivalStreams.ts";
import { meanOf, varianceOf } from "../statistics.ts";

const fixed = (value: number): Distribution => ({ kind: "fixed", value });
const sessions = (turns: Distribution, thinkSeconds: Distribution) => ({ sessions: { turns, thinkSeconds } });
const poisson: Arrivals = { kind: "poisson", requestsPerSecond: 5 };

/** Arrival times by session, in the order of the sessions' numbers. */
function bySession(drawn: ReturnType<typeof drawTraffic>): number[][] {
  const found: number[][] = [];
  drawn.sessions.forEach((session, i) => {
    found[session] ??= [];
    found[session].push(drawn.arrivalSeconds[i]!);
  });
  return found;
}

describe("sessions", () => {
  it("are none where a stream has none", () => {
    expect(new Set(drawTraffic(trafficStream(poisson)).sessions)).toEqual(new Set([-1]));
  });

  it("leave times, sizes and pins as they are, and take two draws a request", () => {
    const plain = drawTraffic(trafficStream(poisson, { pinnedCanaryPercent: 20 }));
    const changes: Partial<TrafficStream> = {
      pinnedCanaryPercent: 20,
      ...sessions({ kind: "exponential", mean: 4 }, { kind: "exponential", mean: 3 }),
    };
    const drawn = drawTraffic(trafficStream(poisson, changes));
    expect(drawn.arrivalSeconds).toEqual(plain.arrivalSeconds);
    expect(drawn.inputTokens).toEqual(plain.inputTokens);
    expect(drawn.pinnedVersions).toEqual(plain.pinnedVersions);
    expect(drawn.draws.sessions).toBe(2 * drawn.arrivalSeconds.length);
  });

  it("are numbered in the order of their first requests, have at most their turns, and never think too short", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        fc.double({ min: 0.2, max: 20, noNaN: true }),
        (turns, thinkSeconds, requestsPerSecond) => {
          const drawn = drawTraffic(
            trafficStream(
              { kind: "poisson", requestsPerSecond },
              sessions(fixed(turns), fixed(thinkSeconds)),
            ),
          );
          const found = bySession(drawn);
          expect(Object.keys(found)).toHaveLength(found.length);
          let previousFirst = 0;
          for (const times of found) {
            expect(times[0]!).toBeGreaterThanOrEqual(previousFirst);
            expect(times.length).toBeLessThanOrEqual(turns);
            times.slice(1).forEach((seconds, i) => {
              expect(seconds).toBeGreaterThanOrEqual(times[i]! + thinkSeconds);
            });
            previousFirst = times[0]!;
          }
        },
      ),
    );
  });

  it("have on average the turns that they are given, and wait little beyond their think time", () => {
    const drawn = drawTraffic(
      trafficStream(poisson, {
        endSeconds: 8_000,
        ...sessions({ kind: "uniform", low: 0.5, high: 8.5 }, { kind: "exponential", mean: 30 }),
      }),
    );
    const found = bySession(drawn);
    // The last ones have not ended.
    const ended = found.filter((times) => times[0]! < 7_000);
    const turns = ended.map((times) => times.length);
    expect(Math.abs(meanOf(turns) - 4.5)).toBeLessThan(4 * Math.sqrt(varianceOf(turns) / turns.length));
    const gaps = ended.flatMap((times) => times.slice(1).map((seconds, i) => seconds - times[i]!));
    // 30 s of thinking, and a wait among those who are ready of about turns / rate = 0.9 s.
    expect(meanOf(gaps)).toBeGreaterThan(30);
    expect(meanOf(gaps)).toBeLessThan(32.5);
  });

  it("also hold the requests of a trace", () => {
    const trace: RequestTrace = {
      arrivalSeconds: Float64Array.of(0, 1, 2, 3, 10, 11),
      inputTokens: new Float64Array(6),
      outputTokens: new Float64Array(6),
    };
    const drawn = drawTraffic(trafficStream({ kind: "trace", trace }, sessions(fixed(3), fixed(2.5))));
    expect(drawn.sessions).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it("take the one that has been ready the longest, of equals the older", () => {
    const trace: RequestTrace = {
      arrivalSeconds: Float64Array.of(0, 0, 0, 5, 5, 5, 5),
      inputTokens: new Float64Array(7),
      outputTokens: new Float64Array(7),
    };
    const drawn = drawTraffic(trafficStream({ kind: "trace", trace }, sessions(fixed(2), fixed(1))));
    expect(drawn.sessions).toEqual([0, 1, 2, 0, 1, 2, 3]);
  });
});
