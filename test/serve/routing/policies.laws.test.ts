import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nobody } from "../../../src/serve/path/Caller.ts";
import { isWaitingWrongly } from "../../../src/serve/path/isWaitingWrongly.ts";
import type { PathReplica } from "../../../src/serve/path/PathReplica.ts";
import { pathRouter } from "../../../src/serve/path/PathRouter.ts";
import { nothing } from "../../../src/serve/path/RequestTable.ts";
import type { RoutingSettings } from "../../../src/serve/routing/RoutingSettings.ts";
import { propertyRuns } from "../../properties/propertyRuns.ts";
import { watchedPath, wrongIndices } from "../watchedPath.ts";
import { mayWait, policies } from "./policies.ts";

const { runs, seed } = propertyRuns(60);

type Command =
  | { readonly kind: "arrive"; readonly work: number; readonly session: number }
  | { readonly kind: "add"; readonly maxOngoing: number; readonly node: number }
  | { readonly kind: "drain" | "remove"; readonly replica: number }
  | { readonly kind: "set-max-ongoing"; readonly replica: number; readonly maxOngoing: number };

const maxOngoing = fc.integer({ min: 1, max: 4 });
const replica = fc.nat(12);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant("arrive" as const),
      work: fc.integer({ min: 1, max: 3000 }).map((milliseconds) => milliseconds / 1000),
      session: fc.integer({ min: -1, max: 20 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("add" as const),
      maxOngoing,
      node: fc.integer({ min: -1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("drain" as const, "remove" as const), replica }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("set-max-ongoing" as const), replica, maxOngoing }),
  },
);
const script = fc.array(fc.record({ gapSeconds: fc.constantFrom(0, 0.01, 0.2, 1.3, 12), command }), {
  maxLength: 80,
});
type Script = readonly { readonly gapSeconds: number; readonly command: Command }[];

/** Plays a script on one router, holds every start to the law, and returns the path when all has come to rest. */
function play(steps: Script, routing: RoutingSettings, timeoutSeconds: number | null = null) {
  const watched = watchedPath([{ routing, requestTimeoutSeconds: timeoutSeconds }]);
  const { loop, path } = watched;
  const { replicas } = path;
  const starts: number[] = [];
  const begin = replicas.begin.bind(replicas);
  replicas.begin = (chosen, request, nowSeconds) => {
    expect(replicas.accepting[chosen]).toBe(1);
    expect(replicas.ongoing[chosen]).toBeLessThan(replicas.maxOngoing[chosen] as number);
    starts.push(chosen);
    begin(chosen, request, nowSeconds);
  };
  const present: number[] = [];
  const add = (slots: number, node: number) => {
    const added = path.addReplica({
      router: pathRouter(0),
      maxOngoing: slots,
      slowdown: 0,
      speed: 1,
      owner: 0,
      node,
    });
    present.push(added);
  };
  add(2, 0);
  let arrived = 0;
  for (const { gapSeconds, command: next } of steps) {
    loop.runUntil(loop.nowSeconds + gapSeconds);
    switch (next.kind) {
      case "arrive":
        arrived++;
        path.arrive(pathRouter(0), next.work, 0, nobody, 1, 1, next.session);
        break;
      case "add":
        add(next.maxOngoing, next.node);
        break;
      case "set-max-ongoing": {
        const found = present[next.replica % present.length];
        if (found !== undefined) path.setMaxOngoing(found as PathReplica, next.maxOngoing);
        break;
      }
      case "drain":
      case "remove": {
        // The last one stays, so that everyone can be served.
        const accepting = present.filter((each) => replicas.accepting[each] === 1);
        const found = present[next.replica % present.length] as number;
        if (replicas.accepting[found] === 1 && accepting.length === 1) break;
        if (next.kind === "drain") path.drainReplica(found as PathReplica, () => {});
        else {
          path.removeReplica(found as PathReplica, 2);
          present.splice(present.indexOf(found), 1);
        }
        break;
      }
    }
    expect(wrongIndices(path)).toEqual([]);
    const [router] = path.routers;
    const free = present.filter((each) => (replicas.availablePosition[each] as number) !== nothing);
    const now = { free, nowSeconds: loop.nowSeconds };
    expect(router !== undefined && isWaitingWrongly(path.requests, router, now)).toBe(false);
  }
  loop.runUntil(loop.nowSeconds + 2000);
  return { ...watched, starts, arrived };
}

describe.each(policies)("routing by %s", (_name, routing) => {
  it("picks only replicas that take requests and have a free slot, and forgets nobody, whatever happens to them", () => {
    fc.assert(
      fc.property(script, fc.constantFrom(null, 0.7), (steps, timeoutSeconds) => {
        const { path, statistics, arrived } = play(steps, routing, timeoutSeconds);
        expect(statistics.ends.length).toBe(arrived);
        expect(path.countInSystem()).toBe(0);
      }),
      { numRuns: runs, seed },
    );
  });

  it("lets nobody wait beside a free slot longer than it may", () => {
    fc.assert(
      fc.property(script, (steps) => {
        const { path } = play(steps, routing);
        const [router] = path.routers;
        expect([router?.idleMoments, router?.idleSeconds]).toEqual([0, 0]);
        expect(router?.patienceSeconds === 0).toBe(!mayWait(routing));
      }),
      { numRuns: runs, seed },
    );
  });

  it("does the same again with the same random numbers", () => {
    fc.assert(
      fc.property(script, (steps) => {
        const [first, second] = [play(steps, routing), play(steps, routing)];
        expect(second.starts).toEqual(first.starts);
        expect(second.statistics.ends).toEqual(first.statistics.ends);
      }),
      { numRuns: Math.ceil(runs / 4), seed },
    );
  });

  it("gives each of eight equal replicas about an eighth, new sessions one after the other", () => {
    const { loop, path, statistics } = watchedPath([{ routing }]);
    const served = new Array<number>(8).fill(0);
    const begin = path.replicas.begin.bind(path.replicas);
    path.replicas.begin = (chosen, request, nowSeconds) => {
      served[chosen]! += 1;
      begin(chosen, request, nowSeconds);
    };
    for (let i = 0; i < 8; i++) {
      path.addReplica({ router: pathRouter(0), maxOngoing: 5, slowdown: 0, speed: 1, owner: i, node: i % 4 });
    }
    loop.runUntil(1);
    for (let session = 0; session < 8000; session++) {
      path.arrive(pathRouter(0), 0.01, 0, nobody, 1, 1, session);
      loop.runUntil(loop.nowSeconds + 0.02);
    }
    loop.runUntil(loop.nowSeconds + 10);
    expect(statistics.ends.length).toBe(8000);
    // A ring of 100 points a replica is even to about a tenth (one standard deviation), everything else to a few percent.
    const tolerance = routing.policy === "session-affinity" ? 350 : 130;
    for (const count of served) expect(Math.abs(count - 1000)).toBeLessThan(tolerance);
  });

  it("keeps its replicas when another policy hands over to it", () => {
    for (const [, before] of policies) {
      const { loop, path, statistics } = watchedPath([{ routing: before }]);
      for (let i = 0; i < 3; i++) {
        path.addReplica({ router: pathRouter(0), maxOngoing: 1, slowdown: 0, speed: 1, owner: i, node: i });
      }
      for (let session = 0; session < 10; session++) path.arrive(pathRouter(0), 1, 0, nobody, 1, 1, session);
      path.setRouting(pathRouter(0), routing);
      for (let session = 0; session < 10; session++) path.arrive(pathRouter(0), 1, 0, nobody, 1, 1, session);
      loop.runUntil(100);
      expect(statistics.ends.filter(({ outcome }) => outcome === "success").length).toBe(20);
      expect(path.requests.size).toBe(0);
      expect(path.routers[0]?.waitingHead).toBe(nothing);
    }
  });
});
