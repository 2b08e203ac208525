import { describe, expect, it } from "vitest";
import type { FleetNode } from "../../../src/cluster/nodes/FleetNode.ts";
import { fleetBench, provide, workerGroup } from "../fleetBench.ts";

const gpu = (gpus: number, cpus = 1) => ({ milliCpus: cpus * 1000, milliGpus: gpus * 1000 });
const states = (nodes: readonly FleetNode[]) => nodes.map(({ state }) => state);

describe("Fleet", () => {
  it("boots a requested node for its time and then tells that it is ready", () => {
    const { loop, ready, addFleet } = fleetBench();
    const fleet = addFleet("v1", [workerGroup({})]);
    provide(fleet, [gpu(1)]);
    expect([states(fleet.nodes), fleet.heldNodes().length, fleet.place(gpu(1))]).toEqual([
      ["booting"],
      1,
      null,
    ]);
    loop.runUntil(99.9);
    expect([states(fleet.nodes), ready]).toEqual([["booting"], []]);
    loop.runUntil(100);
    expect([states(fleet.nodes), ready]).toEqual([["ready"], fleet.nodes]);
    expect(fleet.place(gpu(1))).toBe(fleet.nodes[0]);
  });

  it.each([
    ["none for nobody", [], 0],
    ["one for two halves", [gpu(1), gpu(1)], 1],
    ["two for three", [gpu(1), gpu(1), gpu(1)], 2],
    ["one for eight quarters", Array.from({ length: 8 }, () => gpu(0.25)), 1],
    ["two for nine quarters", Array.from({ length: 9 }, () => gpu(0.25, 0.5)), 2],
    ["as many as CPUs ask for", [gpu(0, 5), gpu(0, 5), gpu(0, 3)], 2],
    ["as many as it may", Array.from({ length: 50 }, () => gpu(2)), 10],
    ["none for what fits nowhere", [gpu(3), gpu(0, 9)], 0],
  ])("requests just enough nodes: %s", (_, needs, count) => {
    const { loop, addFleet } = fleetBench();
    const fleet = addFleet("v1", [workerGroup({})]);
    provide(fleet, needs);
    expect(fleet.nodes.length).toBe(count);
    // Asked again while they boot, it requests no more.
    loop.runUntil(50);
    provide(fleet, needs);
    expect(fleet.nodes.length).toBe(count);
    loop.runUntil(100);
    const placed = needs.filter((need) => fleet.place(need) !== null).length;
    if (count < 10) expect(placed).toBe(count === 0 ? 0 : needs.length);
  });

  it("requests the cheapest group that a replica fits in and that may still grow", () => {
    const { addFleet } = fleetBench();
    const fleet = addFleet("v1", [
      workerGroup({ name: "big", gpus: 8, price: 30 }),
      workerGroup({ name: "small", gpus: 1, price: 3, maxNodes: 2 }),
      workerGroup({ name: "cpu", gpus: 0, price: 1 }),
    ]);
    provide(fleet, [gpu(1), gpu(2), gpu(0), gpu(1), gpu(1), gpu(1)]);
    // The GPU-less one finds room on the way: the second node has 8 GPUs.
    expect(fleet.nodes.map(({ group }) => group.name)).toEqual(["small", "big"]);
    provide(
      fleet,
      Array.from({ length: 12 }, () => gpu(1)),
    );
    expect(fleet.nodes.map(({ group }) => group.name)).toEqual(["small", "big", "small", "big"]);
  });

  it("releases an idle node after its idle time, but keeps min_nodes", () => {
    const { loop, addFleet } = fleetBench();
    const fleet = addFleet("v1", [workerGroup({ minNodes: 1 })]);
    fleet.open();
    provide(fleet, [gpu(2), gpu(2), gpu(2)]);
    loop.runUntil(100);
    const nodes = [fleet.place(gpu(2)), fleet.place(gpu(2)), fleet.place(gpu(2))] as FleetNode[];
    fleet.free(nodes[0]!, gpu(2));
    loop.runUntil(150);
    // Used again before its time is over: it stays, and the time begins anew.
    expect(fleet.place(gpu(1))).toBe(nodes[0]);
    loop.runUntil(1000);
    expect(states(nodes)).toEqual(["ready", "ready", "ready"]);
    for (const [index, node] of nodes.entries()) fleet.free(node, index === 0 ? gpu(1) : gpu(2));
    loop.runUntil(1059.9);
    expect(states(nodes)).toEqual(["ready", "ready", "ready"]);
    loop.runUntil(5000);
    expect(states(nodes)).toEqual(["gone", "gone", "ready"]);
    expect(nodes[0]!.releasedAtSeconds).toBe(1060);
    expect(fleet.heldNodes()).toEqual([nodes[2]]);
  });

  it("replaces a lost node where min_nodes asks for it", () => {
    const { loop, addFleet } = fleetBench();
    const fleet = addFleet("v1", [workerGroup({ minNodes: 2 })]);
    fleet.startWith([]);
    fleet.release(fleet.nodes[0]!);
    provide(fleet, []);
    expect(states(fleet.nodes)).toEqual(["gone", "ready", "booting"]);
    loop.runUntil(5000);
    expect(states(fleet.nodes)).toEqual(["gone", "ready", "ready"]);
  });

  it("starts with room for what runs, ready at once, and with min_nodes", () => {
    const { loop, pools, addFleet } = fleetBench([{ name: "pool", maxNodes: 3 }]);
    const fleet = addFleet("v1", [workerGroup({ pool: "pool", minNodes: 2 })]);
    const nodes = fleet.startWith([gpu(2), gpu(1), gpu(1), gpu(1), gpu(2), gpu(5)]);
    expect(nodes.map((node) => node?.id ?? null)).toEqual([0, 2, 2, null, 1, null]);
    expect([pools.get("pool")?.inUse, states(fleet.nodes), loop.nowSeconds]).toEqual([
      3,
      ["ready", "ready", "ready"],
      0,
    ]);
  });

  it("takes back requests that wait at a pool when nobody needs them any more, and only those", () => {
    const { loop, pools, addFleet } = fleetBench([{ name: "pool", maxNodes: 1 }]);
    const fleet = addFleet("v1", [workerGroup({ pool: "pool" })]);
    provide(fleet, [gpu(2), gpu(2), gpu(2)]);
    expect(states(fleet.nodes)).toEqual(["booting", "waiting", "waiting"]);
    provide(fleet, [gpu(2), gpu(2)]);
    expect(states(fleet.nodes)).toEqual(["booting", "waiting", "gone"]);
    provide(fleet, []);
    expect(states(fleet.nodes)).toEqual(["booting", "gone", "gone"]);
    loop.runUntil(1000);
    expect(states(fleet.nodes)).toEqual(["gone", "gone", "gone"]);
    expect([pools.get("pool")?.inUse, pools.get("pool")?.peakNodes]).toEqual([0, 1]);
    expect(fleet.nodes.map(({ launchedAtSeconds }) => launchedAtSeconds)).toEqual([0, null, null]);
  });

  it("gives everything back at its end, and none of it to its own requests that still wait", () => {
    const { loop, pools, ready, addFleet, countChanges } = fleetBench([{ name: "pool", maxNodes: 2 }]);
    const [ending, other] = [
      addFleet("v1", [workerGroup({ pool: "pool" })]),
      addFleet("v2", [workerGroup({ pool: "pool" })]),
    ];
    provide(ending, [gpu(2), gpu(2), gpu(2), gpu(2)]);
    provide(other, [gpu(2), gpu(2), gpu(2)]);
    loop.runUntil(10);
    const before = countChanges();
    ending.releaseAll();
    expect(states(ending.nodes)).toEqual(["gone", "gone", "gone", "gone"]);
    expect(ending.nodes.filter(({ launchedAtSeconds }) => launchedAtSeconds !== null).length).toBe(2);
    expect(states(other.nodes)).toEqual(["booting", "booting", "waiting"]);
    // Two given back, two taken.
    expect(countChanges() - before).toBe(4);
    expect(pools.get("pool")?.inUse).toBe(2);
    other.releaseAll();
    expect(pools.get("pool")?.inUse).toBe(0);
    loop.runUntil(1000);
    expect(ready).toEqual([]);
    ending.releaseAll();
  });

  it("boots a group's nth node in the same time, whatever another group or version requests", () => {
    const bootSeconds = { kind: "lognormal", median: 100, sigma: 0.5 } as const;
    const groups = [
      workerGroup({ name: "gpu", bootSeconds, price: 4 }),
      workerGroup({ name: "cpu", gpus: 0, bootSeconds, price: 1 }),
    ];
    const bootTimes = (otherNeeds: number, otherVersions: boolean) => {
      const { loop, ready, addFleet } = fleetBench();
      if (otherVersions) provide(addFleet("v2", groups), [gpu(2), gpu(2)]);
      const fleet = addFleet("v1", groups);
      for (let i = 0; i < otherNeeds; i++)
        provide(
          fleet,
          Array.from({ length: i + 1 }, () => gpu(0, 8)),
        );
      for (let i = 0; i < 3; i++)
        provide(fleet, [
          ...Array.from({ length: otherNeeds }, () => gpu(0, 8)),
          ...Array.from({ length: i + 1 }, () => gpu(2)),
        ]);
      const times: [number, number][] = [];
      for (let now = 0; now < 2000; now += 0.5) {
        loop.runUntil(now);
        for (const node of ready.splice(0)) {
          if (fleet.nodes.includes(node) && node.group.name === "gpu")
            times.push([fleet.nodes.filter(({ group }) => group.name === "gpu").indexOf(node), now]);
        }
      }
      return times.sort(([a], [b]) => a - b);
    };
    const alone = bootTimes(0, false);
    expect(alone.length).toBe(3);
    expect(new Set(alone.map(([, time]) => time)).size).toBe(3);
    expect(bootTimes(4, false)).toEqual(alone);
    expect(bootTimes(2, true)).toEqual(alone);
  });

  it("refuses a group whose pool does not exist", () => {
    const { addFleet } = fleetBench();
    const fleet = addFleet("v1", [workerGroup({ pool: "nowhere" })]);
    expect(() => provide(fleet, [gpu(1)])).toThrow(/unknown capacity pool "nowhere"/);
  });
});
