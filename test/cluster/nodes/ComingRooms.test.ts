import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WorkerGroup } from "../../../src/cluster/Cluster.ts";
import type { ReplicaNeed } from "../../../src/cluster/MilliResources.ts";
import { ComingNodes } from "../../../src/cluster/nodes/ComingNodes.ts";
import { ComingRooms } from "../../../src/cluster/nodes/ComingRooms.ts";
import { createFleetNode, type FleetNode } from "../../../src/cluster/nodes/FleetNode.ts";
import { nodeId } from "../../../src/cluster/nodes/NodeId.ts";
import { setNodeState } from "../../../src/cluster/nodes/setNodeState.ts";
import { fits } from "../../../src/cluster/placement/fits.ts";
import { emptyRoom, takeRoom } from "../../../src/cluster/placement/NodeRoom.ts";
import { propertyRuns } from "../../properties/propertyRuns.ts";
import { workerGroup } from "../fleetBench.ts";

const { runs, seed } = propertyRuns(500);
const groups = [workerGroup({}), workerGroup({ name: "cpu", gpus: 0, cpus: 4 })];
const nodeOf = (group: WorkerGroup, id: number): FleetNode =>
  createFleetNode(group, { id: nodeId(id), state: "waiting", requestedAtSeconds: 0 });

type Command =
  | { readonly kind: "add"; readonly group: number }
  | { readonly kind: "launch" | "remove"; readonly choice: number };
const commandArbitrary: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), group: fc.nat(1) }),
  fc.record({ kind: fc.constantFrom("launch" as const, "remove" as const), choice: fc.nat(12) }),
  // First come, first served.
  fc.record({ kind: fc.constant("launch" as const), choice: fc.constant(0) }),
);

/** The nodes that such a history leaves on their way, one by one and in runs. */
function afterHistory(commands: readonly Command[]): { nodes: FleetNode[]; coming: ComingNodes } {
  const coming = new ComingNodes();
  let nodes: FleetNode[] = [];
  for (const [id, command] of commands.entries()) {
    if (command.kind === "add") {
      const node = nodeOf(groups[command.group]!, id);
      nodes.push(node);
      coming.add(node);
    } else if (command.kind === "launch") {
      const node = nodes.filter(({ state }) => state === "waiting")[command.choice];
      if (node === undefined) continue;
      setNodeState(node, "booting");
      coming.launch(node);
    } else {
      const node = nodes[command.choice];
      if (node === undefined) continue;
      nodes = nodes.filter((other) => other !== node);
      coming.remove(node);
    }
  }
  return { nodes, coming };
}

describe("ComingNodes", () => {
  it("are in the order of their requests, in runs of one group and state, whatever becomes of them", () => {
    fc.assert(
      fc.property(fc.array(commandArbitrary, { maxLength: 40 }), (commands) => {
        const { nodes, coming } = afterHistory(commands);
        expect(coming.runs.flatMap((run) => [...run.nodes])).toEqual(nodes);
        for (const { group, state, nodes: own } of coming.runs) {
          expect(own.size).toBeGreaterThan(0);
          expect([...own].every((node) => node.group === group && node.state === state)).toBe(true);
        }
        expect(coming.isAnyWaiting).toBe(nodes.some(({ state }) => state === "waiting"));
      }),
      { numRuns: runs, seed },
    );
  });

  it("are one run where all are alike, also while the first of them are launched and ready", () => {
    const coming = new ComingNodes();
    const nodes = Array.from({ length: 50 }, (_, id) => nodeOf(groups[0]!, id));
    for (const node of nodes) coming.add(node);
    expect(coming.runs.length).toBe(1);
    for (const node of nodes.slice(0, 20)) coming.launch(node);
    expect(coming.runs.map((run) => [run.state, run.nodes.size])).toEqual([
      ["booting", 20],
      ["waiting", 30],
    ]);
    for (const node of nodes.slice(0, 20)) coming.remove(node);
    coming.launch(nodes[20]!);
    expect(coming.runs.map((run) => run.nodes.size)).toEqual([1, 29]);
  });
});

describe("ComingRooms", () => {
  it("gives equal needs together the nodes that they would find one by one: the first with room", () => {
    const need = fc.record({
      need: fc.constantFrom<ReplicaNeed>(
        { milliCpus: 1000, milliGpus: 500 },
        { milliCpus: 3000, milliGpus: 0 },
        { milliCpus: 0, milliGpus: 1000 },
        { milliCpus: 500, milliGpus: 0, limit: { deployment: "chat", maxReplicas: 2 } },
        { milliCpus: 9000, milliGpus: 0 },
      ),
      count: fc.nat(12),
      mayWait: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(commandArbitrary, { maxLength: 30 }),
        fc.array(need, { maxLength: 5 }),
        (commands, needs) => {
          const { nodes, coming } = afterHistory(commands);
          const rooms = new ComingRooms(coming.runs);
          const single = nodes.map((node) => ({ ...emptyRoom(node.group), node, isNeeded: false }));
          for (const { need: own, count, mayWait } of needs) {
            const isAllowed = (state: FleetNode["state"]) => mayWait || state === "booting";
            let left = 0;
            for (let i = 0; i < count; i++) {
              const room = single.find((each) => isAllowed(each.node.state) && fits(own, each));
              if (room === undefined) left++;
              else {
                takeRoom(room, own);
                room.isNeeded = true;
              }
            }
            expect(rooms.fill(own, count, ({ state }) => isAllowed(state))).toBe(left);
          }
          const found = rooms.all.flatMap(({ nodes: alike, nodeCount, free, limits, isNeeded }) => {
            expect(alike().length).toBe(nodeCount);
            return alike().map((node) => ({ id: node.id, free, limits, isNeeded }));
          });
          expect(found).toEqual(
            single.map(({ node, free, limits, isNeeded }) => ({ id: node.id, free, limits, isNeeded })),
          );
        },
      ),
      { numRuns: runs, seed },
    );
  });
});
