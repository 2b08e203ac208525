import { describe, expect, it } from "vitest";
import { chooseZone } from "../../../src/cluster/nodes/chooseZone.ts";
import type { FleetNode } from "../../../src/cluster/nodes/FleetNode.ts";
import type { BundleGroup } from "../../../src/cluster/placement/placeBundles.ts";
import { CloudOffer } from "../../../src/cluster/pools/CloudOffer.ts";
import { fleetBench, provide, workerGroup } from "../fleetBench.ts";

const whole = { milliCpus: 0, milliGpus: 2000 };
const times = (count: number) => Array.from({ length: count }, () => whole);
const states = (nodes: readonly FleetNode[]) => nodes.map(({ state }) => state);
const zones = (nodes: readonly FleetNode[]) => nodes.map(({ zone }) => zone);

describe("what a cloud offers", () => {
  it("is closed until the last of those that closed it is over, and then tells so", () => {
    const offer = new CloudOffer();
    let opened = 0;
    offer.onOpen(() => opened++);
    const undo = [offer.closeSpot(), offer.closeSpot(), offer.closeZone("a"), offer.closeZone("a")];
    expect([offer.hasSpot, offer.hasZone("a"), offer.hasZone("b"), opened]).toEqual([false, false, true, 0]);
    for (const index of [0, 2]) undo[index]?.();
    expect([offer.hasSpot, offer.hasZone("a"), opened]).toEqual([false, false, 2]);
    for (const index of [1, 3]) undo[index]?.();
    expect([offer.hasSpot, offer.hasZone("a"), opened]).toEqual([true, true, 4]);
  });

  it("loses only the zone whose fault is over from those that are down", () => {
    const offer = new CloudOffer();
    offer.closeZone("a");
    const open = offer.closeZone("b");
    open();
    expect([offer.hasZone("a"), offer.hasZone("b")]).toEqual([false, true]);
  });
});

describe("chooseZone", () => {
  const zone = (name: string, nodeCount: number, isUp = true) => ({ name, nodeCount, isUp });

  it("takes the zone with the fewest nodes of those that are up, the first of several, or none", () => {
    expect(chooseZone([zone("a", 2), zone("b", 1), zone("c", 1)])).toBe("b");
    expect(chooseZone([zone("a", 2), zone("b", 1, false), zone("c", 3)])).toBe("a");
    expect(chooseZone([zone("a", 0, false)])).toBeNull();
    expect(chooseZone([])).toBeNull();
  });
});

describe("nodes in zones", () => {
  it("are spread evenly over those that are up, in each group, and come back to a zone that lost them", () => {
    const { loop, offer, addFleet } = fleetBench();
    const fleet = addFleet("v1", [workerGroup({})], { zones: ["a", "b", "c"] });
    fleet.startWith(times(2));
    provide(fleet, times(4));
    expect(zones(fleet.nodes)).toEqual(["a", "b", "c", "a", "b", "c"]);
    loop.runUntil(100);
    expect(fleet.counts.inZone(fleet.nodes[0]!.group, "a")).toBe(2);
    fleet.release(fleet.nodes[1]!);
    expect(fleet.counts.inZone(fleet.nodes[0]!.group, "b")).toBe(1);
    provide(fleet, times(1));
    expect(zones(fleet.nodes).at(-1)).toBe("b");
    const open = offer.closeZone("a");
    provide(fleet, times(4));
    expect(zones(fleet.nodes).slice(-3)).toEqual(["b", "c", "b"]);
    open();
  });

  it("wait while all zones are down, and are launched as soon as one is up again", () => {
    const { loop, offer, addFleet } = fleetBench();
    const fleet = addFleet("v1", [workerGroup({})], { zones: ["a"] });
    const open = offer.closeZone("a");
    provide(fleet, times(2));
    expect([states(fleet.nodes), zones(fleet.nodes)]).toEqual([
      ["waiting", "waiting"],
      [null, null],
    ]);
    loop.runUntil(50);
    open();
    expect(states(fleet.nodes)).toEqual(["booting", "booting"]);
    expect(fleet.nodes.map(({ launchedAtSeconds }) => launchedAtSeconds)).toEqual([50, 50]);
  });

  it("play no part in a cluster without zones", () => {
    const { addFleet } = fleetBench();
    const fleet = addFleet("v1", [workerGroup({ minNodes: 1 })]);
    fleet.startWith([]);
    provide(fleet, times(2));
    expect(zones(fleet.nodes)).toEqual([null, null, null]);
  });
});

describe("spot nodes", () => {
  it("are what groups of the spot market and those that prefer it ask for", () => {
    const { addFleet } = fleetBench();
    const markets = (["on-demand", "spot", "prefer-spot"] as const).map((market) => {
      const fleet = addFleet(market, [workerGroup({ market })]);
      provide(fleet, times(1));
      return fleet.nodes.map((node) => [node.market, node.state]);
    });
    expect(markets).toEqual([[["on-demand", "booting"]], [["spot", "booting"]], [["spot", "booting"]]]);
  });

  it("wait while none are to be had; those of a group that only prefers them fall back after its time", () => {
    const { loop, offer, addFleet } = fleetBench();
    const patient = addFleet("v1", [workerGroup({ market: "spot" })]);
    const fallback = addFleet("v2", [workerGroup({ market: "prefer-spot", fallbackSeconds: 30 })]);
    const other = addFleet("v3", [workerGroup({})]);
    const open = offer.closeSpot();
    for (const fleet of [patient, fallback, other]) provide(fleet, times(1));
    const all = () => [patient, fallback, other].map(({ nodes: [node] }) => [node?.market, node?.state]);
    expect(all()).toEqual([
      ["spot", "waiting"],
      ["spot", "waiting"],
      ["on-demand", "booting"],
    ]);
    loop.runUntil(29.9);
    expect(all()[1]).toEqual(["spot", "waiting"]);
    loop.runUntil(30);
    expect(all().slice(0, 2)).toEqual([
      ["spot", "waiting"],
      ["on-demand", "booting"],
    ]);
    open();
    expect(all()[0]).toEqual(["spot", "booting"]);
    loop.runUntil(131);
    expect(all().map(([, state]) => state)).toEqual(["ready", "ready", "ready"]);
  });

  it("do not fall back once they are launched", () => {
    const { loop, offer, addFleet } = fleetBench();
    const fleet = addFleet("v1", [workerGroup({ market: "prefer-spot", fallbackSeconds: 30 })]);
    const open = offer.closeSpot();
    provide(fleet, times(1));
    loop.runUntil(20);
    open();
    loop.runUntil(120);
    expect(fleet.nodes.map(({ market, state }) => [market, state])).toEqual([["spot", "ready"]]);
  });

  it("are passed by for a dearer group that can be had at once, until both can", () => {
    const { offer, addFleet } = fleetBench();
    const fleet = addFleet("v1", [
      workerGroup({ name: "spot", market: "spot", price: 1 }),
      workerGroup({ name: "dear", price: 9, maxNodes: 1 }),
    ]);
    const open = offer.closeSpot();
    provide(fleet, times(2));
    expect(fleet.nodes.map(({ group, state }) => [group.name, state])).toEqual([
      ["dear", "booting"],
      ["spot", "waiting"],
    ]);
    open();
    expect(states(fleet.nodes)).toEqual(["booting", "booting"]);
  });

  it("take the place of an on-demand node where one is to be had at once", () => {
    const { loop, offer, pools, addFleet } = fleetBench([{ name: "pool", maxNodes: 3 }]);
    const fleet = addFleet("v1", [workerGroup({ market: "prefer-spot", pool: "pool", maxNodes: 2 })]);
    provide(fleet, times(1));
    loop.runUntil(100);
    const [first] = fleet.nodes as [FleetNode];
    const open = offer.closeSpot();
    expect(fleet.launchSpot(first)).toBeNull();
    open();
    const spot = fleet.launchSpot(first);
    expect(spot).toMatchObject({ replacesNode: first.id, state: "booting", market: "spot" });
    // The group has as many as it may.
    expect(fleet.launchSpot(first)).toBeNull();
    expect([fleet.nodes.length, pools.get("pool")?.inUse]).toEqual([2, 2]);
  });

  it("take no place in an empty pool, nor of one host of a machine with several", () => {
    const { loop, addFleet } = fleetBench([{ name: "pool", maxNodes: 1 }]);
    const full = addFleet("v1", [workerGroup({ market: "prefer-spot", pool: "pool" })]);
    const hosts = addFleet("v2", [workerGroup({ market: "prefer-spot", hostsPerUnit: 2 })]);
    for (const fleet of [full, hosts]) provide(fleet, times(1));
    loop.runUntil(100);
    for (const fleet of [full, hosts]) expect(fleet.launchSpot(fleet.nodes[0]!)).toBeNull();
  });
});

describe("nodes that are paid for", () => {
  it("are counted from their launch to their end, with their GPUs", () => {
    const { loop, addFleet } = fleetBench([{ name: "pool", maxNodes: 2 }]);
    const fleet = addFleet("v1", [
      workerGroup({ name: "two", gpus: 2, pool: "pool", minNodes: 1 }),
      workerGroup({ name: "eight", gpus: 8, price: 90 }),
    ]);
    const held = () => [fleet.counts.held, fleet.counts.heldGpus];
    fleet.startWith([]);
    expect(held()).toEqual([1, 2]);
    provide(fleet, [...times(1), { milliCpus: 0, milliGpus: 8000 }]);
    expect(held()).toEqual([3, 12]);
    loop.runUntil(50);
    fleet.release(fleet.nodes[1]!);
    fleet.release(fleet.nodes[1]!);
    expect(held()).toEqual([2, 10]);
    fleet.releaseAll();
    expect(held()).toEqual([0, 0]);
  });

  it("are not those that wait", () => {
    const { addFleet } = fleetBench([{ name: "pool", maxNodes: 1 }]);
    const fleet = addFleet("v1", [workerGroup({ pool: "pool" })]);
    provide(fleet, times(3));
    expect([fleet.counts.held, fleet.counts.of(fleet.nodes[0]!.group)]).toEqual([1, 3]);
    provide(fleet, []);
    expect([fleet.counts.held, fleet.counts.of(fleet.nodes[0]!.group)]).toEqual([1, 1]);
  });
});

describe("a fleet at the start", () => {
  it("spreads replicas over all nodes that packing would need, and over min_nodes", () => {
    const { addFleet } = fleetBench();
    const half = { milliCpus: 0, milliGpus: 1000 };
    const started = (placement: "pack" | "spread") => {
      const fleet = addFleet(placement, [workerGroup({ minNodes: 3 })], { placement });
      return fleet.startWith([half, half, half, half]).map((node) => fleet.nodes.indexOf(node!));
    };
    expect(started("pack")).toEqual([0, 0, 1, 1]);
    expect(started("spread")).toEqual([0, 1, 2, 0]);
  });

  it("adds the nodes that a placement group lacks, as far as their pool goes, and takes no room for it", () => {
    const { pools, addFleet } = fleetBench([{ name: "pool", maxNodes: 3 }]);
    const fleet = addFleet("v1", [workerGroup({ pool: "pool" })]);
    const group = (count: number): BundleGroup => ({ strategy: "STRICT_SPREAD", bundles: times(count) });
    fleet.startWith(times(1));
    const placed = fleet.startWithGroup(group(2));
    expect([placed?.map(({ id }) => id), states(fleet.nodes)]).toEqual([
      [1, 2],
      ["ready", "ready", "ready"],
    ]);
    expect(fleet.startWithGroup(group(2))?.map(({ id }) => id)).toEqual([1, 2]);
    expect(fleet.startWithGroup(group(3))).toBeNull();
    expect(pools.get("pool")?.inUse).toBe(3);
  });
});

describe("a node with a proxy", () => {
  it("is not idle; its idle time begins when the proxy is gone", () => {
    const { loop, addFleet } = fleetBench();
    const fleet = addFleet("v1", [workerGroup({ minNodes: 0 })]);
    const [node] = fleet.startWith(times(1)) as [FleetNode];
    fleet.noteProxy(node, { isThere: true });
    fleet.free(node, whole);
    loop.runUntil(500);
    expect(node.state).toBe("ready");
    fleet.noteProxy(node, { isThere: false });
    loop.runUntil(559.9);
    expect(node.state).toBe("ready");
    loop.runUntil(560);
    expect(node.state).toBe("gone");
  });
});
