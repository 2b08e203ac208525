import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { versionIndex } from "../../../src/metrics/VersionIndex.ts";
import { failureCode } from "../../../src/serve/path/failureReasons.ts";
import { pathRouter } from "../../../src/serve/path/PathRouter.ts";
import { propertyRuns } from "../../properties/propertyRuns.ts";
import { watchedPath, wrongIndices } from "../watchedPath.ts";

const { runs, seed } = propertyRuns(200);
const replica = { router: pathRouter(0), maxOngoing: 1, slowdown: 0, speed: 1, owner: 7 };

describe("RequestPath", () => {
  it("serves first come, first served", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.double({ min: 0, max: 2, noNaN: true }), fc.double({ min: 0, max: 3, noNaN: true })),
        ),
        fc.integer({ min: 1, max: 4 }),
        (arrivals, replicas) => {
          const { loop, path } = watchedPath([{}]);
          for (let i = 0; i < replicas; i++) path.addReplica({ ...replica, maxOngoing: 2, slowdown: 1 });
          const inLine = () => {
            const line: number[] = [];
            const { behind, errorDraw } = path.requests;
            for (let at = path.routers[0]!.waitingHead; at >= 0; at = behind[at]!) line.push(errorDraw[at]!);
            return line;
          };
          for (const [index, [gap, work]] of arrivals.entries()) {
            const before = inLine();
            loop.runUntil(loop.nowSeconds + gap);
            // Those who left the line are the ones who stood in front.
            expect(inLine()).toEqual(before.slice(before.length - inLine().length));
            path.arrive(pathRouter(0), work, index / 1000);
          }
        },
      ),
      { numRuns: runs, seed },
    );
  });

  it("never serves more than max_ongoing_requests on a replica, and keeps nobody waiting beside a free slot", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(5), { maxLength: 60 }),
        (limits, works) => {
          const { loop, path } = watchedPath([{}]);
          for (const maxOngoing of limits) path.addReplica({ ...replica, maxOngoing });
          for (const work of works) {
            path.arrive(pathRouter(0), work, 0);
            loop.runUntil(loop.nowSeconds + 0.25);
            for (const [index, maxOngoing] of limits.entries()) {
              expect(path.replicas.ongoing[index]).toBeLessThanOrEqual(maxOngoing);
            }
            const ongoing = path.replicas.countOngoing();
            const slots = limits.reduce((sum, limit) => sum + limit, 0);
            if (path.routers[0]!.waitingCount > 0) expect(ongoing).toBe(slots);
          }
        },
      ),
      { numRuns: runs, seed },
    );
  });

  it("takes n times as long for n equal requests begun together under processor sharing, and once without", () => {
    for (const [slowdown, each] of [
      [1, (n: number) => n * 3],
      [0, () => 3],
      [0.5, (n: number) => 3 * (1 + 0.5 * (n - 1))],
    ] as const) {
      for (const count of [1, 2, 3, 10, 100]) {
        const { loop, path, statistics } = watchedPath([{}]);
        path.addReplica({ ...replica, maxOngoing: 100, slowdown });
        for (let i = 0; i < count; i++) path.arrive(pathRouter(0), 3, 0);
        loop.runUntil(1000);
        expect(statistics.ends.length).toBe(count);
        for (const end of statistics.ends) expect(end.atSeconds).toBeCloseTo(each(count), 9);
      }
    }
  });

  it("conserves work under processor sharing: a busy period is as long as its work, however it is shared", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0.01, max: 2, noNaN: true })),
          {
            minLength: 1,
          },
        ),
        (arrivals) => {
          const { loop, path, statistics } = watchedPath([{}]);
          path.addReplica({ ...replica, maxOngoing: 1000, slowdown: 1 });
          let busyUntil = 0;
          for (const [gap, work] of arrivals) {
            loop.runUntil(loop.nowSeconds + gap);
            path.arrive(pathRouter(0), work, 0);
            busyUntil = Math.max(busyUntil, loop.nowSeconds) + work;
          }
          loop.runUntil(busyUntil + 1);
          expect(statistics.versions[0]!.succeeded).toBe(arrivals.length);
          expect(Math.max(...statistics.ends.map(({ atSeconds }) => atSeconds))).toBeCloseTo(busyUntil, 8);
        },
      ),
      { numRuns: runs, seed },
    );
  });

  it("lets a draining replica finish what it has, start nothing, and tell when it is idle", () => {
    const { loop, path, statistics, idle, drain } = watchedPath([{}]);
    const draining = path.addReplica({ ...replica, maxOngoing: 2 });
    for (const work of [1, 2, 3]) path.arrive(pathRouter(0), work, 0);
    drain(draining);
    drain(draining);
    path.setMaxOngoing(draining, 50);
    loop.runUntil(1.5);
    expect([path.replicas.ongoing[draining], path.routers[0]!.waitingCount]).toEqual([1, 1]);
    expect(idle).toEqual([]);
    loop.runUntil(2);
    expect(idle).toEqual([7]);
    loop.runUntil(50);
    expect(path.routers[0]!.waitingCount).toBe(1);
    path.addReplica({ ...replica, owner: 8 });
    loop.runUntil(100);
    expect(statistics.ends.map(({ atSeconds, waitSeconds }) => [atSeconds, waitSeconds])).toEqual([
      [1, 0],
      [2, 0],
      [53, 50],
    ]);
    expect(idle).toEqual([7]);
  });

  it("fails what a removed replica still served, at once and for the given reason, and serves nothing there again", () => {
    const { loop, path, statistics } = watchedPath([{}]);
    const removed = path.addReplica({ ...replica, maxOngoing: 2 });
    for (const work of [1, 2, 3]) path.arrive(pathRouter(0), work, 0);
    loop.runUntil(0.5);
    path.removeReplica(removed, failureCode.replicaDied);
    expect(statistics.versions[0]!.failed[failureCode.replicaDied]).toBe(2);
    expect(path.countInSystem()).toBe(1);
    loop.runUntil(100);
    expect(path.countInSystem()).toBe(1);
    expect(() => path.removeReplica(removed, failureCode.replicaDied)).toThrow(/gone/);
  });

  it("frees the slot of a request that times out, and the place of one that times out in line", () => {
    const { loop, path, statistics } = watchedPath([{ requestTimeoutSeconds: 4, maxQueuedRequests: 1 }]);
    path.addReplica(replica);
    path.arrive(pathRouter(0), 100, 0);
    loop.runUntil(1);
    path.arrive(pathRouter(0), 1, 0);
    loop.runUntil(3);
    path.arrive(pathRouter(0), 1, 0);
    loop.runUntil(20);
    // The first is given up at 4, the second starts then; the third found the line full.
    expect(statistics.ends).toEqual([
      { atSeconds: 3, outcome: failureCode.queueFull, waitSeconds: null },
      { atSeconds: 4, outcome: failureCode.timeout, waitSeconds: null },
      { atSeconds: 5, outcome: "success", waitSeconds: 3 },
    ]);
    path.arrive(pathRouter(0), 100, 0);
    path.arrive(pathRouter(0), 1, 0);
    loop.runUntil(24);
    expect(statistics.versions[0]!.failed[failureCode.timeout]).toBe(3);
    expect([path.countInSystem(), path.routers[0]!.availableCount]).toEqual([0, 1]);
    expect(wrongIndices(path)).toEqual([]);
  });

  it("refuses those beyond max_queued_requests, but nobody while a replica is free", () => {
    for (const maxQueuedRequests of [0, 1, 5]) {
      const { loop, path, statistics } = watchedPath([{ maxQueuedRequests }]);
      path.addReplica({ ...replica, maxOngoing: 3 });
      for (let i = 0; i < 20; i++) path.arrive(pathRouter(0), 1, 0);
      expect(statistics.versions[0]!.failed[failureCode.queueFull]).toBe(20 - 3 - maxQueuedRequests);
      expect(path.routers[0]!.peakWaitingCount).toBe(maxQueuedRequests);
      loop.runUntil(100);
      expect(statistics.versions[0]!.succeeded).toBe(3 + maxQueuedRequests);
    }
  });

  it("answers with errors in the share asked for, of the replica or of the version, whichever is larger", () => {
    const { loop, path, statistics } = watchedPath([{}]);
    const erring = path.addReplica({ ...replica, maxOngoing: 1000 });
    const send = () => {
      for (let i = 0; i < 1000; i++) path.arrive(pathRouter(0), 1, i / 1000);
      loop.runUntil(loop.nowSeconds + 2);
      return statistics.versions[0]!.failed[failureCode.applicationError];
    };
    expect(send()).toBe(0);
    path.setVersionErrorPercent(versionIndex(0), 25);
    expect(send()).toBe(250);
    path.replicas.errorPercent[erring] = 10;
    expect(send()).toBe(500);
    path.replicas.errorPercent[erring] = 100;
    expect(send()).toBe(1500);
    path.setVersionErrorPercent(versionIndex(0), 0);
    path.replicas.errorPercent[erring] = 0;
    expect(send()).toBe(1500);
  });

  it("serves who waits as soon as a replica may serve more, and starts nobody while it serves too many", () => {
    const { loop, path, statistics } = watchedPath([{}]);
    const changed = path.addReplica({ ...replica, maxOngoing: 1 });
    for (let i = 0; i < 20; i++) path.arrive(pathRouter(0), 10, 0);
    path.setMaxOngoing(changed, 12);
    expect([path.replicas.ongoing[changed], path.routers[0]!.waitingCount]).toEqual([12, 8]);
    path.setMaxOngoing(changed, 3);
    loop.runUntil(9);
    expect(path.replicas.ongoing[changed]).toBe(12);
    loop.runUntil(10);
    expect([path.replicas.ongoing[changed], path.routers[0]!.waitingCount]).toEqual([3, 5]);
    loop.runUntil(100);
    expect(
      statistics.ends.map(({ waitSeconds }) => waitSeconds).sort((a, b) => Number(a) - Number(b)),
    ).toEqual([...Array.from({ length: 12 }, () => 0), 10, 10, 10, 20, 20, 20, 30, 30]);
  });

  it("stops work at speed 0 and resumes it where it was", () => {
    const { loop, path, statistics } = watchedPath([{}]);
    const stopped = path.addReplica(replica);
    path.arrive(pathRouter(0), 10, 0);
    loop.runUntil(4);
    path.setSpeed(stopped, 0);
    loop.runUntil(100);
    expect(statistics.ends).toEqual([]);
    path.setSpeed(stopped, 2);
    loop.runUntil(103);
    expect(statistics.ends).toEqual([{ atSeconds: 103, outcome: "success", waitSeconds: 0 }]);
  });

  it("fails a request for a version without a router at once, and counts it", () => {
    const { path, statistics } = watchedPath([{}]);
    path.refuse(versionIndex(0));
    expect([
      statistics.versions[0]!.arrived,
      statistics.versions[0]!.failed[failureCode.unavailable],
    ]).toEqual([1, 1]);
    expect(statistics.versions[0]!.inSystem).toBe(0);
  });

  it("refuses replicas that could serve nothing", () => {
    const { path } = watchedPath([{}]);
    for (const maxOngoing of [0, -1, 1.5, Number.NaN]) {
      expect(() => path.addReplica({ ...replica, maxOngoing })).toThrow(RangeError);
    }
    for (const speed of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => path.addReplica({ ...replica, speed })).toThrow(RangeError);
      expect(() => path.setSpeed(path.addReplica(replica), speed)).toThrow(RangeError);
    }
    expect(() => path.addReplica({ ...replica, slowdown: -0.1 })).toThrow(RangeError);
    expect(() => path.setMaxOngoing(path.addReplica(replica), 0)).toThrow(RangeError);
  });
});
