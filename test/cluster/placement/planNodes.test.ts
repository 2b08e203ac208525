import { describe, expect, it } from "vitest";
import type { BundleGroup } from "../../../src/cluster/placement/placeBundles.ts";
import { planNodes } from "../../../src/cluster/placement/planNodes.ts";
import { fleetBench, provide, workerGroup } from "../fleetBench.ts";

const gpus = (strategy: BundleGroup["strategy"], count: number, each = 1): BundleGroup => ({
  strategy,
  bundles: Array.from({ length: count }, () => ({ milliCpus: 0, milliGpus: each * 1000 })),
});
const big = workerGroup({ name: "big", gpus: 8, price: 30 });
const small = workerGroup({ name: "small", gpus: 1, price: 5 });
const free = (id: number, milliGpus: number) => ({ id, free: { milliCpus: 8000, milliGpus } });
const plan = (
  group: BundleGroup,
  groups: readonly (readonly [typeof big, number])[],
  there: readonly ReturnType<typeof free>[] = [],
) =>
  planNodes(
    group,
    there,
    groups.map(([each, room]) => ({ group: each, room })),
  )?.map(({ group: { name }, count }) => [name, count]) ?? null;

describe("planNodes", () => {
  it("takes as few nodes as hold all, of the group with which that is cheapest", () => {
    expect(plan(gpus("PACK", 16), [[big, 9]])).toEqual([["big", 2]]);
    expect(
      plan(gpus("PACK", 16), [
        [big, 9],
        [small, 99],
      ]),
    ).toEqual([["big", 2]]);
    expect(
      plan(gpus("PACK", 3), [
        [big, 9],
        [small, 99],
      ]),
    ).toEqual([["small", 3]]);
    expect(plan(gpus("STRICT_SPREAD", 3), [[big, 9]])).toEqual([["big", 3]]);
    expect(
      plan(gpus("STRICT_PACK", 3), [
        [small, 99],
        [big, 9],
      ]),
    ).toEqual([["big", 1]]);
  });

  it("counts on what is there", () => {
    expect(plan(gpus("PACK", 16), [[big, 9]], [free(7, 8000)])).toEqual([["big", 1]]);
    expect(
      plan(
        gpus("PACK", 9),
        [
          [big, 9],
          [small, 9],
        ],
        [free(7, 8000)],
      ),
    ).toEqual([["small", 1]]);
    expect(plan(gpus("STRICT_SPREAD", 2), [[big, 9]], [free(7, 8000)])).toEqual([["big", 1]]);
  });

  it("mixes groups where none can give all, and asks for nothing where all of them cannot", () => {
    expect(
      plan(gpus("PACK", 10), [
        [big, 1],
        [small, 2],
      ]),
    ).toEqual([
      ["big", 1],
      ["small", 2],
    ]);
    expect(
      plan(gpus("PACK", 11), [
        [big, 1],
        [small, 2],
      ]),
    ).toBeNull();
    expect(
      plan(gpus("PACK", 1, 9), [
        [big, 5],
        [small, 5],
      ]),
    ).toBeNull();
    expect(plan(gpus("STRICT_PACK", 9), [[big, 5]])).toBeNull();
  });

  it("passes by groups that may not grow, and takes the first of equally cheap ones", () => {
    const twin = { ...small, name: "twin" };
    expect(
      plan(gpus("PACK", 2), [
        [small, 0],
        [twin, 5],
        [big, 5],
      ]),
    ).toEqual([["twin", 2]]);
    expect(
      plan(gpus("PACK", 2), [
        [twin, 5],
        [small, 5],
      ]),
    ).toEqual([["twin", 2]]);
    expect(plan(gpus("PACK", 2), [])).toBeNull();
  });

  it("takes a group without a known price last", () => {
    const unpriced = {
      ...small,
      name: "unpriced",
      instanceType: { ...small.instanceType, pricePerHour: null },
    };
    expect(
      plan(gpus("PACK", 2), [
        [unpriced, 5],
        [big, 5],
      ]),
    ).toEqual([["big", 1]]);
  });

  it("asks for nothing of groups that add nothing to what is there", () => {
    const cpuOnly = workerGroup({ name: "cpu", gpus: 0, price: 1 });
    expect(plan(gpus("PACK", 9), [[cpuOnly, 5]], [free(7, 8000)])).toBeNull();
    expect(
      plan(gpus("SPREAD", 10), [
        [cpuOnly, 5],
        [big, 1],
        [small, 2],
      ]),
    ).toEqual([
      ["big", 1],
      ["small", 2],
    ]);
  });

  it("takes whole machines of several hosts", () => {
    const pair = { ...big, hostsPerUnit: 2 };
    expect(plan(gpus("PACK", 3), [[pair, 4]])).toEqual([["big", 2]]);
    expect(plan(gpus("PACK", 17), [[pair, 4]])).toEqual([["big", 4]]);
    expect(plan(gpus("PACK", 17), [[pair, 3]])).toBeNull();
  });
});

describe("a fleet with placement groups", () => {
  it("requests what a waiting group lacks, once, and keeps what it counts on beyond the idle time", () => {
    const { loop, addFleet } = fleetBench();
    const fleet = addFleet("v1", [workerGroup({ idleSeconds: 10 })]);
    provide(fleet, [{ milliCpus: 0, milliGpus: 2000 }]);
    loop.runUntil(100);
    const group = gpus("PACK", 4);
    expect(fleet.placeGroup(group)).toBeNull();
    provide(fleet, [], [group]);
    provide(fleet, [], [group]);
    expect(fleet.nodes.length).toBe(2);
    loop.runUntil(200);
    expect(fleet.nodes.map(({ state }) => state)).toEqual(["ready", "ready"]);
    expect(fleet.placeGroup(group)?.map(({ id }) => id)).toEqual([0, 0, 1, 1]);
    // Nobody waits any more: both are idle from now on.
    provide(fleet, []);
    loop.runUntil(211);
    expect(fleet.nodes.map(({ state }) => state)).toEqual(["gone", "gone"]);
  });

  it("boots, warns of, and releases the hosts of a machine together, within the pool", () => {
    const { loop, pools, addFleet } = fleetBench([{ name: "pool", maxNodes: 3 }]);
    const fleet = addFleet("v1", [workerGroup({ pool: "pool", hostsPerUnit: 2, maxNodes: 8 })]);
    provide(fleet, [{ milliCpus: 0, milliGpus: 2000 }]);
    expect(fleet.nodes.map(({ state }) => state)).toEqual(["booting", "booting"]);
    provide(
      fleet,
      Array.from({ length: 3 }, () => ({ milliCpus: 0, milliGpus: 2000 })),
    );
    // Of the second machine only one host could be had: it waits.
    expect(fleet.nodes.map(({ state }) => state)).toEqual(["booting", "booting", "waiting", "waiting"]);
    expect(pools.get("pool")?.inUse).toBe(2);
    loop.runUntil(100);
    const node = fleet.place({ milliCpus: 0, milliGpus: 1000 })!;
    provide(fleet, []);
    loop.runUntil(1000);
    expect(fleet.nodes.map(({ state }) => state)).toEqual(["ready", "ready", "gone", "gone"]);
    fleet.free(node, { milliCpus: 0, milliGpus: 1000 });
    loop.runUntil(1061);
    expect(fleet.nodes.map(({ state }) => state)).toEqual(["gone", "gone", "gone", "gone"]);
    expect(pools.get("pool")?.inUse).toBe(0);
  });
});
