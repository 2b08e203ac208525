import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandomStreams } from "../../src/engine/RandomStreams.ts";
import { nobody } from "../../src/serve/path/Caller.ts";
import { failureCode } from "../../src/serve/path/failureReasons.ts";
import type { PathReplica } from "../../src/serve/path/PathReplica.ts";
import { type PathRouter, pathRouter } from "../../src/serve/path/PathRouter.ts";
import type { RoutingSettings } from "../../src/serve/routing/RoutingSettings.ts";
import { policies } from "./routing/policies.ts";
import { watchedPath, wrongIndices } from "./watchedPath.ts";

const plain: RoutingSettings = { policy: "ideal" };

/** A deployment with the routers of so many proxies beside its own: their numbers. */
function withProxies(count: number, changes: Parameters<typeof watchedPath>[0][number] = {}) {
  const watched = watchedPath([{ routing: plain, ...changes }]);
  const streams = createRandomStreams("proxies");
  const addProxy = (node: number) =>
    watched.path.addProxyRouter(pathRouter(0), {
      home: { node, zone: -1 },
      random: streams.stream(String(node)),
    });
  const proxies = Array.from({ length: count }, (_, node) => addProxy(node));
  const addReplica = (owner: number, maxOngoing = 1) =>
    watched.path.addReplica({ router: pathRouter(0), maxOngoing, slowdown: 0, speed: 1, owner, node: owner });
  return { ...watched, proxies, addProxy, addReplica };
}

describe("the routers of several proxies", () => {
  it("share the slots of the replicas, and whoever came first gets the next one", () => {
    const { path, loop, proxies, addReplica, statistics } = withProxies(2);
    addReplica(0);
    for (const [at, router] of [
      [0, proxies[0]],
      [0.1, proxies[1]],
      [0.2, proxies[0]],
      [0.3, pathRouter(0)],
      [0.4, proxies[1]],
    ] as const) {
      loop.runUntil(at);
      path.arrive(router as PathRouter, 1, 0);
    }
    expect(path.countWaiting(pathRouter(0))).toBe(4);
    loop.runUntil(10);
    const waits = statistics.ends.map(({ waitSeconds }) => Math.round((waitSeconds as number) * 10) / 10);
    expect(waits).toEqual([0, 0.9, 1.8, 2.7, 3.6]);
  });

  it("have a waiting line of their own: max_queued_requests holds for each", () => {
    const { path, proxies, addReplica } = withProxies(2, { maxQueuedRequests: 2 });
    addReplica(0);
    path.arrive(pathRouter(0), 100, 0);
    for (const router of [...proxies, pathRouter(0)])
      for (let i = 0; i < 5; i++) path.arrive(router as PathRouter, 1, 0);
    expect(path.countWaiting(pathRouter(0))).toBe(6);
    expect(path.routers.map(({ waitingCount }) => waitingCount)).toEqual([2, 2, 2]);
  });

  it("know only what they have sent themselves: a replica that another one has filled turns a request away", () => {
    const { path, loop, proxies, addReplica, statistics } = withProxies(2, {
      routing: {
        policy: "power-of-two",
        locality: "none",
        probes: { latencySeconds: { kind: "fixed", value: 0.01 }, messageSeconds: 0 },
      },
    });
    addReplica(0);
    loop.runUntil(1);
    path.arrive(proxies[0] as PathRouter, 0.1, 0);
    path.arrive(proxies[1] as PathRouter, 0.1, 0);
    loop.runUntil(5);
    // The second takes the replica for free. It is refused after 10 ms; answers come at 20, 30, 65 and 125 ms.
    expect(statistics.ends.map(({ waitSeconds }) => Math.round((waitSeconds as number) * 1e3))).toEqual([
      0, 125,
    ]);
  });

  it("lose with a proxy what came through it, waiting or served, and nothing else", () => {
    const { path, loop, proxies, addReplica, statistics } = withProxies(2, { requestTimeoutSeconds: 50 });
    addReplica(0);
    addReplica(1);
    const [first, second] = proxies as [PathRouter, PathRouter];
    for (const router of [first, second, first, first, second]) path.arrive(router, 10, 0);
    path.removeProxyRouter(first, failureCode.proxyDied);
    expect(statistics.ends.map(({ outcome }) => outcome)).toEqual([0, 1, 2].map(() => failureCode.proxyDied));
    // The one of the other proxy that waited has the freed slot.
    expect(path.countWaiting(pathRouter(0))).toBe(0);
    expect(path.countInSystem()).toBe(2);
    expect(wrongIndices(path)).toEqual([]);
    loop.runUntil(100);
    expect(statistics.ends.slice(3).map(({ outcome }) => outcome)).toEqual(["success", "success"]);
  });

  it.each(policies)("keep their indices whole and never wait beside a free slot: %s", (_name, routing) => {
    const command = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ kind: fc.constant("arrive" as const), at: fc.nat(3), session: fc.nat(5) }),
      },
      fc.record({ kind: fc.constant("pass" as const), seconds: fc.constantFrom(0.1, 1, 5) }),
      fc.record({ kind: fc.constant("replica" as const), slots: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ kind: fc.constant("drain" as const), which: fc.nat(5) }),
      fc.record({ kind: fc.constant("remove" as const), which: fc.nat(5) }),
      fc.record({ kind: fc.constant("proxy" as const) }),
      fc.record({ kind: fc.constant("death" as const), which: fc.nat(3) }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const { path, loop, proxies, addReplica, addProxy, statistics } = withProxies(2, {
          routing,
          requestTimeoutSeconds: 20,
          maxQueuedRequests: 5,
        });
        const live = [pathRouter(0), ...proxies];
        let nodes = 2;
        const replicas: number[] = [];
        let sent = 0;
        for (const each of commands) {
          if (each.kind === "arrive") {
            path.arrive(live[each.at % live.length] as PathRouter, 1.5, 0, nobody, 1, 1, each.session);
            sent++;
          } else if (each.kind === "pass") loop.runUntil(loop.nowSeconds + each.seconds);
          else if (each.kind === "replica") replicas.push(addReplica(replicas.length, each.slots));
          else if (each.kind === "proxy") live.push(addProxy(nodes++));
          else if (each.kind === "death") {
            if (live.length === 1) continue;
            const [dead] = live.splice(1 + (each.which % (live.length - 1)), 1);
            path.removeProxyRouter(dead as PathRouter, failureCode.proxyDied);
          } else if (replicas.length > 0) {
            const at = each.which % replicas.length;
            const replica = replicas[at] as number;
            if (each.kind === "drain") path.drainReplica(replica as PathReplica, () => {});
            else {
              path.removeReplica(replica as PathReplica, failureCode.replicaDied);
              replicas.splice(at, 1);
            }
          }
          expect(wrongIndices(path)).toEqual([]);
          expect(path.countInSystem() + statistics.ends.length).toBe(sent);
          expect(path.countAtRouter(pathRouter(0))).toBe(path.countInSystem());
        }
        expect(path.routers.reduce((sum, { idleMoments }) => sum + idleMoments, 0)).toBe(0);
        const free = replicas.filter(
          (replica) =>
            path.replicas.accepting[replica] === 1 &&
            (path.replicas.ongoing[replica] as number) < (path.replicas.maxOngoing[replica] as number),
        );
        for (const router of live) expect(path.isWaitingWrongly(router, free)).toBe(false);
        loop.runUntil(loop.nowSeconds + 100);
        expect(statistics.ends.length).toBe(sent);
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});
