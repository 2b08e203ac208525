import { describe, expect, it } from "vitest";
import type { Distribution } from "../../../src/engine/Distribution.ts";
import type { PathReplica } from "../../../src/serve/path/PathReplica.ts";
import { pathRouter } from "../../../src/serve/path/PathRouter.ts";
import {
  backoffSeconds,
  probeDeadlineSeconds,
  type RouterBackoff,
} from "../../../src/serve/routing/probeTimes.ts";
import { watchedPath } from "../watchedPath.ts";

function probing(latencySeconds: number, replicas: number, changes = {}) {
  const watched = watchedPath([
    {
      routing: {
        policy: "power-of-two",
        locality: "none",
        probes: { latencySeconds: { kind: "fixed", value: latencySeconds }, messageSeconds: 0 },
      },
      ...changes,
    },
  ]);
  for (let owner = 0; owner < replicas; owner++) {
    watched.path.addReplica({ router: pathRouter(0), maxOngoing: 1, slowdown: 0, speed: 1, owner });
  }
  return watched;
}
const waits = ({ statistics }: ReturnType<typeof probing>) =>
  statistics.ends.map(({ waitSeconds }) => Math.round((waitSeconds as number) * 1e6) / 1e6);

describe("a router that probes", () => {
  it("pauses as Ray Serve does, and waits for answers as long", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 2000].map((retry) => backoffSeconds(retry))).toEqual([
      0, 0.025, 0.05, 0.1, 0.2, 0.4, 0.5, 0.5, 0.5,
    ]);
    expect([0, 1, 2, 3, 4, 2000].map(probeDeadlineSeconds)).toEqual([0.1, 0.2, 0.4, 0.8, 1, 1]);
  });

  it("pauses as request_router_config says", () => {
    const pauses = (backoff: RouterBackoff) =>
      [0, 1, 2, 3, 4, 5000].map((retry) => backoffSeconds(retry, backoff));
    expect(pauses({ initialSeconds: 0.1, multiplier: 3, maxSeconds: 1 })).toEqual([
      0,
      0.1,
      0.1 * 3,
      0.1 * 9,
      1,
      1,
    ]);
    expect(pauses({ initialSeconds: 2, multiplier: 0.5, maxSeconds: 1 })).toEqual([0, 1, 1, 0.5, 0.25, 0]);
  });

  it("comes back later where its pauses are longer", () => {
    const waitsWith = (backoff?: RouterBackoff) => {
      const watched = probing(0, 1, {
        routing: {
          policy: "power-of-two",
          locality: "none",
          probes: {
            latencySeconds: { kind: "fixed", value: 0 },
            messageSeconds: 0,
            ...(backoff === undefined ? {} : { backoff }),
          },
        },
      });
      watched.path.arrive(pathRouter(0), 0.1, 0);
      watched.path.arrive(pathRouter(0), 0.1, 0);
      watched.loop.runUntil(30);
      expect(watched.path.routers[0]?.idleMoments).toBe(0);
      return waits(watched);
    };
    expect(waitsWith()).toEqual([0, 0.175]);
    expect(waitsWith({ initialSeconds: 3, multiplier: 2, maxSeconds: 20 })).toEqual([0, 3]);
  });

  it("serves a request at its next attempt, not when the slot is freed", () => {
    const watched = probing(0, 1);
    watched.path.arrive(pathRouter(0), 0.1, 0);
    watched.path.arrive(pathRouter(0), 0.1, 0);
    watched.loop.runUntil(10);
    // Attempts at 0, 0, 25, 75 and 175 ms; the slot is free from 100 ms on.
    expect(waits(watched)).toEqual([0, 0.175]);
    expect(watched.path.routers[0]?.idleMoments).toBe(0);
  });

  it("asks full replicas, and each question takes its time", () => {
    const watched = probing(0.002, 1);
    watched.loop.runUntil(1);
    watched.path.arrive(pathRouter(0), 0.1, 0);
    watched.path.arrive(pathRouter(0), 0.1, 0);
    watched.loop.runUntil(10);
    // Answers after 2, 4, 31 and 83 ms; the attempt at 183 ms finds a free slot in the cache, without asking.
    expect(waits(watched)).toEqual([0, 0.183]);
  });

  it("knows a length for ten seconds, and asks after that", () => {
    const watched = probing(0.05, 1);
    for (const atSeconds of [1, 10.9, 20.8, 31]) {
      watched.loop.runUntil(atSeconds);
      watched.path.arrive(pathRouter(0), 0.01, 0);
    }
    watched.loop.runUntil(60);
    // The last answer came at 20.81 s, more than ten seconds before.
    expect(waits(watched)).toEqual([0, 0, 0, 0.05]);
  });

  it("asks a new replica by itself, and who comes before the answer asks again", () => {
    const watched = probing(0.05, 1);
    watched.path.arrive(pathRouter(0), 0.01, 0);
    watched.loop.runUntil(5);
    expect(waits(watched)).toEqual([0.05]);
  });

  it("takes no answer that comes after the deadline, and waits longer the next time", () => {
    const watched = probing(0.3, 1);
    watched.loop.runUntil(20);
    watched.path.arrive(pathRouter(0), 0.01, 0);
    watched.loop.runUntil(30);
    // Given up after 0.1 s and after 0.2 s more; 25 ms later it waits up to 0.4 s.
    expect(waits(watched)).toEqual([0.625]);
  });

  it("may miss the one free replica of many, and finds it in the end", () => {
    const watched = probing(0, 40);
    for (let i = 0; i < 39; i++) watched.path.arrive(pathRouter(0), 1000, 0);
    watched.loop.runUntil(50);
    const before = watched.path.replicas.countOngoing();
    expect(before).toBe(39);
    watched.path.arrive(pathRouter(0), 1, 0);
    watched.loop.runUntil(900);
    expect(watched.statistics.ends.length).toBe(1);
    expect(watched.statistics.ends[0]?.waitSeconds).toBeGreaterThan(0);
    expect(watched.path.routers[0]?.idleMoments).toBe(0);
  });

  it("serves first come first, whoever's attempt it was", () => {
    const watched = probing(0.004, 2);
    watched.loop.runUntil(1);
    for (let i = 0; i < 60; i++) watched.path.arrive(pathRouter(0), 0.3 + i / 1000, i / 100);
    watched.loop.runUntil(60);
    const { ends } = watched.statistics;
    const starts = ends.map(({ waitSeconds }) => waitSeconds as number);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
  });

  it("parks without replicas and goes on with the first one", () => {
    const watched = probing(0, 1);
    const { loop, path } = watched;
    path.arrive(pathRouter(0), 5, 0);
    path.arrive(pathRouter(0), 5, 0);
    loop.runUntil(1);
    path.removeReplica(0 as PathReplica, 2);
    loop.runUntil(30);
    const events = loop.eventCount;
    loop.runUntil(300);
    expect(loop.eventCount).toBe(events);
    path.addReplica({ router: pathRouter(0), maxOngoing: 1, slowdown: 0, speed: 1, owner: 1 });
    loop.runUntil(400);
    expect(watched.statistics.ends.map(({ atSeconds }) => atSeconds)).toEqual([1, 305]);
  });

  it("turns away who finds the line full", () => {
    const watched = probing(0, 1, { maxQueuedRequests: 1 });
    watched.loop.runUntil(1);
    for (let i = 0; i < 4; i++) watched.path.arrive(pathRouter(0), 1, 0);
    watched.loop.runUntil(20);
    expect(watched.statistics.ends.filter(({ outcome }) => outcome !== "success").length).toBe(2);
  });

  it("has the patience of its longest pause and one question, which is handled after all that was sent", () => {
    const patience = (latencySeconds: Distribution, messageSeconds: number) =>
      watchedPath([
        { routing: { policy: "power-of-two", locality: "none", probes: { latencySeconds, messageSeconds } } },
      ]).path.routers[0]?.patienceSeconds;
    expect(patience({ kind: "fixed", value: 0.3 }, 0)).toBeCloseTo(0.8);
    expect(patience({ kind: "fixed", value: 0.3 }, 0.1)).toBeCloseTo(0.9);
    // A drawn latency may be longer than every deadline: the last one is a second.
    expect(patience({ kind: "exponential", mean: 0.01 }, 0.1)).toBeCloseTo(1.6);
  });

  it("is found out where it makes no attempt any more", () => {
    const watched = probing(0.1, 1);
    const { loop, path } = watched;
    loop.runUntil(1);
    path.arrive(pathRouter(0), 1, 0);
    path.arrive(pathRouter(0), 1, 0);
    loop.runUntil(1.5);
    path.routers[0]?.probes?.stop();
    loop.runUntil(2.5);
    expect(path.isWaitingWrongly(pathRouter(0), [0])).toBe(true);
    expect(path.isWaitingWrongly(pathRouter(0), [])).toBe(false);
    path.routers[0]?.look(2.5);
    path.routers[0]?.look(4);
    path.failWaiting(pathRouter(0), 0);
    expect(path.routers[0]?.idleMoments).toBe(1);
    expect(path.routers[0]?.idleSeconds ?? 0).toBeLessThanOrEqual(1.5);
  });
});
