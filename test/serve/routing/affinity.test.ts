import { describe, expect, it } from "vitest";
import { nobody } from "../../../src/serve/path/Caller.ts";
import type { PathReplica } from "../../../src/serve/path/PathReplica.ts";
import { pathRouter } from "../../../src/serve/path/PathRouter.ts";
import { HashRing } from "../../../src/serve/routing/HashRing.ts";
import type { RoutingSettings } from "../../../src/serve/routing/RoutingSettings.ts";
import { watchedPath } from "../watchedPath.ts";

const sessions = Array.from({ length: 5000 }, (_, session) => session);
const homes = (ring: HashRing) => sessions.map((session) => ring.find(session));

function ringOf(replicas: readonly number[]): HashRing {
  const ring = new HashRing({ pointsPerReplica: 100 });
  for (const replica of replicas) ring.add(replica);
  return ring;
}

describe("the ring of sessions", () => {
  it("moves only the sessions of a replica that goes, and brings them back with it", () => {
    for (let gone = 0; gone < 10; gone++) {
      const ring = ringOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      const before = homes(ring);
      ring.remove(gone);
      const after = homes(ring);
      for (const session of sessions) {
        if (before[session] === gone) expect(after[session]).not.toBe(gone);
        else expect(after[session]).toBe(before[session]);
      }
      ring.add(gone);
      expect(homes(ring)).toEqual(before);
    }
  });

  it("spreads the sessions of a replica that goes over all others", () => {
    const ring = ringOf([0, 1, 2, 3, 4, 5]);
    const before = homes(ring);
    ring.remove(3);
    const moved = homes(ring).filter((_, session) => before[session] === 3);
    expect(new Set(moved).size).toBe(5);
  });

  it("gives each replica its share, and knows none where there is none", () => {
    const counts = new Map<number, number>();
    for (const home of homes(ringOf([...Array(10).keys()]))) counts.set(home, (counts.get(home) ?? 0) + 1);
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(200);
    expect(counts.size).toBe(10);
    expect(ringOf([]).find(7)).toBe(-1);
  });

  it("does not depend on the order in which replicas came", () => {
    expect(homes(ringOf([4, 2, 9]))).toEqual(homes(ringOf([9, 4, 2])));
  });

  it("keeps sessions apart whose numbers are beyond 32 bits", () => {
    const ring = ringOf([...Array(20).keys()]);
    const far = sessions.map((session) => ring.find(session + 2 ** 40));
    expect(far.filter((home, session) => home === ring.find(session)).length).toBeLessThan(1000);
  });
});

function watched(routing: RoutingSettings, replicas: number, maxOngoing: number) {
  const all = watchedPath([{ routing }]);
  const servedBy: number[] = [];
  const begin = all.path.replicas.begin.bind(all.path.replicas);
  all.path.replicas.begin = (chosen, request, nowSeconds) => {
    servedBy.push(chosen);
    begin(chosen, request, nowSeconds);
  };
  const add = () =>
    all.path.addReplica({ router: pathRouter(0), maxOngoing, slowdown: 0, speed: 1, owner: 0 });
  for (let i = 0; i < replicas; i++) add();
  /** Sends one request of each session and returns who served it; each is done before the next one comes. */
  const round = (count: number) => {
    servedBy.length = 0;
    for (let session = 0; session < count; session++) {
      all.path.arrive(pathRouter(0), 0.001, 0, nobody, 1, 1, session);
      all.loop.runUntil(all.loop.nowSeconds + 0.01);
    }
    return [...servedBy];
  };
  return { ...all, add, round, servedBy };
}

describe.each<[string, RoutingSettings]>([
  ["session-affinity", { policy: "session-affinity", whenFull: "power-of-two", pointsPerReplica: 100 }],
  ["session-affinity that waits", { policy: "session-affinity", whenFull: "wait", pointsPerReplica: 100 }],
  ["prefix-affinity", { policy: "prefix-affinity", imbalancedThreshold: 10, rememberedSessions: 2 ** 20 }],
])("%s", (_name, routing) => {
  it("sends a session to the same replica while that lives, and moves only the sessions of one that dies", () => {
    const { path, round, add } = watched(routing, 6, 5);
    const first = round(300);
    expect(round(300)).toEqual(first);
    expect(new Set(first).size).toBe(6);
    path.removeReplica(2 as PathReplica, 2);
    const second = round(300);
    for (const [session, home] of first.entries()) {
      if (home === 2) expect(second[session]).not.toBe(2);
      else expect(second[session]).toBe(home);
    }
    expect(round(300)).toEqual(second);
    const added = add();
    const third = round(300);
    for (const [session, home] of third.entries()) expect([second[session], added]).toContain(home);
  });
});

describe("session-affinity", () => {
  it("goes elsewhere when its replica is full, and comes back", () => {
    const { loop, path, servedBy } = watched(
      { policy: "session-affinity", whenFull: "power-of-two", pointsPerReplica: 100 },
      4,
      1,
    );
    path.arrive(pathRouter(0), 1, 0, nobody, 1, 1, 7);
    path.arrive(pathRouter(0), 1, 0, nobody, 1, 1, 7);
    expect(servedBy[1]).not.toBe(servedBy[0]);
    loop.runUntil(2);
    path.arrive(pathRouter(0), 1, 0, nobody, 1, 1, 7);
    expect(servedBy[2]).toBe(servedBy[0]);
  });

  it("that waits lets others pass who have a replica of their own, and is served by its own", () => {
    const { loop, path, servedBy, statistics } = watched(
      { policy: "session-affinity", whenFull: "wait", pointsPerReplica: 100 },
      4,
      1,
    );
    path.arrive(pathRouter(0), 1, 0, nobody, 1, 1, 7);
    const home = servedBy[0] as number;
    path.arrive(pathRouter(0), 1, 0, nobody, 1, 1, 7);
    expect(path.routers[0]?.waitingCount).toBe(1);
    expect(
      path.isWaitingWrongly(
        pathRouter(0),
        [0, 1, 2, 3].filter((replica) => replica !== home),
      ),
    ).toBe(false);
    expect(path.isWaitingWrongly(pathRouter(0), [home])).toBe(true);
    path.arrive(pathRouter(0), 1, 0);
    expect(servedBy.length).toBe(2);
    loop.runUntil(3);
    expect(servedBy[2]).toBe(home);
    expect(statistics.ends.at(-1)?.waitSeconds).toBe(1);
  });

  it("that waits for a replica that goes has another one at once", () => {
    const { path, servedBy } = watched(
      { policy: "session-affinity", whenFull: "wait", pointsPerReplica: 100 },
      4,
      1,
    );
    path.arrive(pathRouter(0), 1, 0, nobody, 1, 1, 7);
    path.arrive(pathRouter(0), 1, 0, nobody, 1, 1, 7);
    path.drainReplica(servedBy[0] as PathReplica, () => {});
    expect(servedBy.length).toBe(2);
    expect(servedBy[1]).not.toBe(servedBy[0]);
  });
});

describe("prefix-affinity", () => {
  it("leaves a crowded replica alone only beyond the threshold", () => {
    for (const [threshold, expected] of [
      [null, 6],
      [100, 6],
      [3, 4],
    ] as const) {
      const { path, servedBy } = watched(
        { policy: "prefix-affinity", imbalancedThreshold: threshold, rememberedSessions: 64 },
        2,
        100,
      );
      const crowd = () => servedBy.filter((replica) => replica === servedBy[0]).length;
      for (let turn = 0; turn < 6; turn++) {
        // Of one session, so that it has one home; none of them ends.
        path.arrive(pathRouter(0), 1000, 0, nobody, 1, 1, 7);
        if (turn < 4) expect(crowd()).toBe(turn + 1);
      }
      if (threshold === 3) expect(crowd()).toBeLessThan(6);
      expect(crowd()).toBeGreaterThanOrEqual(expected);
    }
  });

  it("gives sessions that nobody has served to the replica that remembers the fewest", () => {
    const { round } = watched(
      { policy: "prefix-affinity", imbalancedThreshold: null, rememberedSessions: 2 ** 20 },
      5,
      100,
    );
    const counts = [0, 0, 0, 0, 0];
    for (const replica of round(1000)) counts[replica]! += 1;
    // Two sessions in one place forget one of them.
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(5);
  });

  it("counts what a replica remembers now, not what it has served: a new one gets its share and no more", () => {
    const { round, add } = watched(
      { policy: "prefix-affinity", imbalancedThreshold: null, rememberedSessions: 64 },
      8,
      100,
    );
    round(2000);
    const added = add();
    const first = round(200).filter((replica) => replica === added).length;
    expect(first).toBeGreaterThan(15);
    expect(first).toBeLessThan(60);
  });

  it("forgets sessions where it has room for few, and refuses a size that is no power of two", () => {
    const { round } = watched(
      { policy: "prefix-affinity", imbalancedThreshold: null, rememberedSessions: 1 },
      8,
      100,
    );
    expect(round(201)).not.toEqual(round(201));
    const routing = {
      policy: "prefix-affinity",
      imbalancedThreshold: null,
      rememberedSessions: 100,
    } as const;
    expect(() => watched(routing, 1, 1)).toThrow("power of two");
  });
});
