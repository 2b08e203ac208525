import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MilliResources } from "../../../src/cluster/MilliResources.ts";
import type { Fleet } from "../../../src/cluster/nodes/Fleet.ts";
import type { FleetNode } from "../../../src/cluster/nodes/FleetNode.ts";
import { propertyRuns } from "../../properties/propertyRuns.ts";
import { fleetBench, provide, workerGroup } from "../fleetBench.ts";

const { runs, seed } = propertyRuns(300);

interface Replica {
  readonly fleet: number;
  readonly need: MilliResources;
  node: FleetNode | null;
}

type Command =
  | { readonly kind: "add"; readonly fleet: number; readonly need: MilliResources }
  | { readonly kind: "end" | "lose-node" | "warn-node"; readonly choice: number }
  | { readonly kind: "pass"; readonly seconds: number }
  | { readonly kind: "begin-stock-out" | "end-stock-out" }
  | { readonly kind: "terminate"; readonly fleet: number };

const need = fc.record({
  milliCpus: fc.constantFrom(0, 250, 1000, 4000, 8000, 9000),
  milliGpus: fc.constantFrom(0, 0, 333, 500, 1000, 2000),
});
const commandArbitrary: fc.Arbitrary<Command> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ kind: fc.constant("add" as const), fleet: fc.nat(1), need }) },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("end" as const), choice: fc.nat(30) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("lose-node" as const, "warn-node" as const),
      choice: fc.nat(9),
    }),
  },
  {
    weight: 16,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), seconds: fc.integer({ min: 0, max: 150 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("begin-stock-out" as const, "end-stock-out" as const) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("terminate" as const), fleet: fc.nat(1) }) },
);

/** Two clusters with a pool between them, driven as a simulation does: place what waits, then provide for the rest. */
function play(minNodes: number, maxNodes: number, commands: readonly Command[]): void {
  const { loop, pools, addFleet } = fleetBench([{ name: "pool", maxNodes }]);
  const pool = pools.get("pool")!;
  const groups = [
    workerGroup({ name: "gpu", pool: "pool", minNodes, maxNodes: 4 }),
    workerGroup({
      name: "cpu",
      gpus: 0,
      cpus: 4,
      price: 1,
      maxNodes: 3,
      idleSeconds: 30,
      bootSeconds: { kind: "fixed", value: 40 },
    }),
  ];
  const fleets: Fleet[] = [addFleet("v1", groups), addFleet("v2", groups)];
  const isAlive = [true, true];
  let replicas: Replica[] = [];
  let stockOuts = 0;
  for (const fleet of fleets) fleet.open();
  const emptySince = new Map<FleetNode, number>();
  const present = () => fleets.flatMap(({ nodes }) => nodes).filter(({ state }) => state !== "gone");

  const apply = (command: Command) => {
    switch (command.kind) {
      case "add":
        if (isAlive[command.fleet]) replicas.push({ fleet: command.fleet, need: command.need, node: null });
        break;
      case "end": {
        const replica = replicas[command.choice];
        if (replica === undefined) break;
        replicas = replicas.filter((other) => other !== replica);
        if (replica.node !== null) fleets[replica.fleet]!.free(replica.node, replica.need);
        break;
      }
      case "warn-node":
      case "lose-node": {
        const node = present().filter(({ state }) => state === "ready" || state === "leaving")[
          command.choice
        ];
        if (node === undefined) break;
        if (command.kind === "warn-node") {
          if (node.state === "ready") fleets.find(({ nodes }) => nodes.includes(node))!.beginLeaving(node);
          break;
        }
        const fleet = fleets.find(({ nodes }) => nodes.includes(node))!;
        for (const replica of replicas.filter((each) => each.node === node)) {
          fleet.free(node, replica.need);
          replica.node = null;
        }
        fleet.release(node);
        fleet.release(node);
        break;
      }
      case "pass":
        loop.runUntil(loop.nowSeconds + command.seconds);
        break;
      case "begin-stock-out":
        stockOuts++;
        pool.beginStockOut();
        break;
      case "end-stock-out":
        if (stockOuts === 0) break;
        stockOuts--;
        pool.endStockOut();
        break;
      case "terminate":
        isAlive[command.fleet] = false;
        replicas = replicas.filter(({ fleet }) => fleet !== command.fleet);
        fleets[command.fleet]!.releaseAll();
        break;
    }
  };

  const settle = () => {
    for (const [index, fleet] of fleets.entries()) {
      if (!isAlive[index]) continue;
      const waiting = replicas.filter(({ fleet: at, node }) => at === index && node === null);
      for (const replica of waiting) replica.node = fleet.place(replica.need);
      const needs = waiting.filter(({ node }) => node === null).map((replica) => replica.need);
      provide(fleet, needs);
      const requested = fleet.nodes.length;
      provide(fleet, needs);
      expect(fleet.nodes.length).toBe(requested);
      const coming = fleet.nodes.filter(({ state }) => state === "waiting");
      expect(coming.length).toBeLessThanOrEqual(needs.length + minNodes);
    }
  };

  const check = () => {
    for (const node of present()) {
      const used = replicas.filter((replica) => replica.node === node);
      const sum = (kind: "milliCpus" | "milliGpus") =>
        used.reduce((total, replica) => total + replica.need[kind], 0);
      expect(node.replicaCount).toBe(used.length);
      expect(node.free.milliCpus + sum("milliCpus")).toBe(node.group.instanceType.cpus * 1000);
      expect(node.free.milliGpus + sum("milliGpus")).toBe(node.group.instanceType.gpus * 1000);
      expect(Math.min(node.free.milliCpus, node.free.milliGpus)).toBeGreaterThanOrEqual(0);
      expect(node.peakUsed.milliGpus).toBeGreaterThanOrEqual(sum("milliGpus"));
      expect(node.launchedAtSeconds === null).toBe(node.state === "waiting");
      if (used.length > 0) expect(["ready", "leaving"]).toContain(node.state);
    }
    const held = fleets.flatMap((fleet) => fleet.heldNodes());
    expect(pool.inUse).toBe(held.filter(({ group }) => group.pool === "pool").length);
    expect(pool.inUse).toBeLessThanOrEqual(maxNodes);
    for (const [index, fleet] of fleets.entries()) {
      for (const group of groups) {
        const nodes = fleet.nodes.filter((node) => node.group === group && node.state !== "gone");
        expect(nodes.length).toBeLessThanOrEqual(group.maxNodes);
        expect(nodes.length).toBeGreaterThanOrEqual(isAlive[index] ? group.minNodes : 0);
        // An empty node outlives its idle time only where min_nodes keeps it.
        for (const node of nodes) {
          if (node.state !== "ready" || node.replicaCount > 0) emptySince.delete(node);
          else if (!emptySince.has(node)) emptySince.set(node, loop.nowSeconds);
          const since = emptySince.get(node) ?? Number.POSITIVE_INFINITY;
          if (loop.nowSeconds - since > group.idleSeconds)
            expect(nodes.length).toBeLessThanOrEqual(group.minNodes);
        }
      }
    }
  };

  for (const command of commands) {
    apply(command);
    settle();
    check();
  }
  for (const fleet of [0, 1]) apply({ kind: "terminate", fleet });
  check();
  expect([present(), pool.inUse]).toEqual([[], 0]);
  const count = loop.eventCount;
  loop.runUntil(loop.nowSeconds + 10_000);
  expect(loop.eventCount).toBe(count);
}

describe("fleets that share a pool", () => {
  it("never overfill a node, a group or the pool, and give everything back, whatever happens", () => {
    fc.assert(
      fc.property(
        fc.nat(2),
        fc.integer({ min: 1, max: 6 }),
        fc.array(commandArbitrary, { maxLength: 60 }),
        play,
      ),
      { numRuns: runs, seed },
    );
  });
});
