import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { versionIndex } from "../../../src/metrics/VersionIndex.ts";
import { pathRouter } from "../../../src/serve/path/PathRouter.ts";
import { nothing } from "../../../src/serve/path/RequestTable.ts";
import { Router } from "../../../src/serve/routing/Router.ts";

const newRouter = () =>
  new Router({
    index: pathRouter(0),
    version: versionIndex(0),
    deployment: "model",
    random: () => 0,
    maxQueuedRequests: null,
    requestTimeoutSeconds: null,
  });

describe("Router", () => {
  it("keeps the set of available replicas, and says which one took the place of one that left", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 100 }), (choices) => {
        const router = newRouter();
        const places = new Map<number, number>();
        for (const replica of choices) {
          const place = places.get(replica);
          if (place === undefined) places.set(replica, router.free.add(replica));
          else {
            places.delete(replica);
            const moved = router.free.removeAt(place);
            if (moved !== nothing) places.set(moved, place);
          }
          expect(router.availableCount).toBe(places.size);
          for (const [available, at] of places) expect(router.available[at]).toBe(available);
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it("integrates the requests in the system over time", () => {
    const router = newRouter();
    for (const [now, change] of [
      [2, 1],
      [3, 1],
      [7, -2],
      [9, 3],
    ] as const) {
      router.integrate(now);
      router.inSystemCount += change;
    }
    router.integrate(10);
    expect(router.inSystemSeconds).toBe(1 * 1 + 2 * 4 + 0 * 2 + 3 * 1);
  });

  it("notes how long and how often someone waits beside a free slot", () => {
    const router = newRouter();
    const state = (now: number, waiting: number, available: number) => {
      router.waitingCount = waiting;
      router.free.count = available;
      router.look(now);
    };
    state(1, 3, 0);
    state(2, 0, 3);
    expect(router.idleMoments).toBe(0);
    state(3, 1, 1);
    state(4, 2, 1);
    state(6, 2, 0);
    state(8, 1, 1);
    state(8.5, 0, 1);
    expect([router.idleMoments, router.idleSeconds, router.looks]).toEqual([2, 3.5, 7]);
  });
});
