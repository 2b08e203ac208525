import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReplicaNeed } from "../../../src/cluster/MilliResources.ts";
import type { FleetNode } from "../../../src/cluster/nodes/FleetNode.ts";
import { DeploymentReplicas } from "../../../src/simulation/world/DeploymentReplicas.ts";
import type { ReplicaWorld } from "../../../src/simulation/world/World.ts";
import { fleetBench, workerGroup } from "../../cluster/fleetBench.ts";
import { propertyRuns } from "../../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(300);
const needs: readonly ReplicaNeed[] = [
  { milliCpus: 0, milliGpus: 250 },
  { milliCpus: 0, milliGpus: 500 },
];
const states = ["requested", "starting", "running", "draining"] as const;

type Command =
  | { readonly kind: "request"; readonly need: number; readonly generation: number }
  | { readonly kind: "go-on" | "move" | "stay" | "leave"; readonly choice: number };

const commandArbitrary: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("request" as const), need: fc.nat(1), generation: fc.nat(2) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "go-on" as const,
        "go-on" as const,
        "move" as const,
        "stay" as const,
        "leave" as const,
      ),
      choice: fc.nat(12),
    }),
  },
);

function play(commands: readonly Command[]): void {
  const { addFleet } = fleetBench();
  const fleet = addFleet("v1", [workerGroup({ minNodes: 3 })]);
  fleet.startWith([]);
  const replicas = new DeploymentReplicas();
  const deployment = { version: { cluster: { fleet } }, replicas };
  let all: ReplicaWorld[] = [];
  const nodeOf = (id: number) => fleet.nodes[id % 3] as FleetNode;

  const apply = (command: Command, id: number) => {
    if (command.kind === "request") {
      const { generation } = command;
      const replica = {
        id,
        deployment,
        generation,
        need: needs[command.need],
        state: "requested",
        node: null,
        move: null,
      };
      // Of a replica, its place in the deployment is all that counts here.
      all.push(replica as unknown as ReplicaWorld);
      replicas.add(all.at(-1)!);
      return;
    }
    const replica = all[command.choice];
    if (replica === undefined) return;
    const { state } = replica;
    if (command.kind === "leave") {
      replicas.change(replica, { state: "gone" });
      all = all.filter((other) => other !== replica);
    } else if (command.kind === "move") {
      if (state === "running") replicas.change(replica, { move: { deadlineSeconds: id } });
    } else if (command.kind === "stay") {
      if (state === "running") replicas.change(replica, { move: null });
    } else if (state === "requested")
      replicas.change(replica, { state: "starting", node: nodeOf(replica.id) });
    else if (state === "starting") replicas.change(replica, { state: "running" });
    else if (state === "running") replicas.change(replica, { state: "draining" });
  };

  const check = () => {
    const count = (holds: (replica: ReplicaWorld) => boolean) => all.filter(holds).length;
    expect([...replicas]).toEqual(all);
    expect(replicas.size).toBe(all.length);
    for (const state of states) {
      expect(replicas.count(state)).toBe(count((each) => each.state === state));
      expect(replicas.countOnce(state)).toBe(count((each) => each.state === state && each.move === null));
    }
    expect(replicas.movedRunning).toBe(count((each) => each.state === "running" && each.move !== null));
    expect(replicas.held).toBe(count(({ node }) => node !== null));
    expect(replicas.heldMilliGpus).toBe(
      all.reduce((sum, { node, need }) => (node === null ? sum : sum + need.milliGpus), 0),
    );
    for (const generation of [0, 1, 2]) {
      expect(replicas.runningOf(generation)).toBe(
        count((each) => each.state === "running" && each.generation === generation),
      );
      expect(replicas.areAllOf(generation)).toBe(all.every((each) => each.generation === generation));
      expect(replicas.isAnyActiveBefore(generation)).toBe(
        all.some((each) => each.generation < generation && each.state !== "draining" && each.move === null),
      );
    }
    const waiting = replicas.waiting();
    expect(waiting.flatMap((each) => [...each.replicas])).toEqual(
      all.filter(({ state }) => state === "requested"),
    );
    for (const [index, each] of waiting.entries()) {
      expect([...each.replicas].map(({ need }) => need)).toEqual(
        Array.from({ length: each.count }, () => each.need),
      );
      expect(each.need).not.toBe(waiting[index - 1]?.need);
    }
    for (const node of fleet.nodes) {
      expect(node.runningCount).toBe(count((each) => each.state === "running" && each.node === node));
    }
  };
  for (const [id, command] of commands.entries()) {
    apply(command, id);
    check();
  }
}

describe("the replicas of a deployment", () => {
  it("are counted as they are, whatever becomes of each", () => {
    fc.assert(fc.property(fc.array(commandArbitrary, { maxLength: 60 }), play), { numRuns: runs, seed });
  });

  it("may find room while those that wait are gone through", () => {
    const { addFleet } = fleetBench();
    const fleet = addFleet("v1", [workerGroup({ minNodes: 1 })]);
    fleet.startWith([]);
    const replicas = new DeploymentReplicas();
    const deployment = { version: { cluster: { fleet } }, replicas };
    for (let id = 0; id < 5; id++) {
      const replica = {
        id,
        deployment,
        generation: 0,
        need: needs[0],
        state: "requested",
        node: null,
        move: null,
      };
      replicas.add(replica as unknown as ReplicaWorld);
    }
    const found: number[] = [];
    for (const replica of replicas.waiting()[0]!.replicas) {
      if (found.length === 3) break;
      replicas.change(replica, { state: "starting", node: fleet.nodes[0]! });
      found.push(replica.id);
    }
    expect(found).toEqual([0, 1, 2]);
    expect([...replicas.waiting()[0]!.replicas].map(({ id }) => id)).toEqual([3, 4]);
  });
});
