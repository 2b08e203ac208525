import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReplicaNeed } from "../../../src/cluster/MilliResources.ts";
import type { FleetNode } from "../../../src/cluster/nodes/FleetNode.ts";
import { choosePackedNode } from "../../../src/cluster/placement/choosePackedNode.ts";
import { chooseSpreadNode } from "../../../src/cluster/placement/chooseSpreadNode.ts";
import { placeBundles } from "../../../src/cluster/placement/placeBundles.ts";
import { propertyRuns } from "../../properties/propertyRuns.ts";
import { fleetBench, provide, workerGroup } from "../fleetBench.ts";

const { runs, seed } = propertyRuns(200);

const needs: readonly ReplicaNeed[] = [
  { milliCpus: 1000, milliGpus: 0 },
  { milliCpus: 3000, milliGpus: 500 },
  { milliCpus: 500, milliGpus: 1000 },
  { milliCpus: 0, milliGpus: 0, limit: { deployment: "chat", maxReplicas: 2 } },
  { milliCpus: 1000, milliGpus: 0, limit: { deployment: "chat", maxReplicas: 3 } },
  { milliCpus: 250, milliGpus: 0, limit: { deployment: "rank", maxReplicas: 1 } },
  { milliCpus: 1000, milliGpus: 0, custom: { slot: 1000 } },
  { milliCpus: 1000, milliGpus: 0, groups: new Set(["small"]) },
];

/** Those without a limit, by their places: bundles have none. */
const plainNeeds = needs.flatMap(({ limit }, index) => (limit === undefined ? [index] : []));

type Command =
  | { readonly kind: "place" | "wait"; readonly need: number }
  | { readonly kind: "run" | "stop" | "free" | "leave" | "release" | "avoid"; readonly choice: number }
  | {
      readonly kind: "group";
      readonly strategy: "PACK" | "SPREAD" | "STRICT_PACK" | "STRICT_SPREAD";
      readonly bundles: readonly number[];
    }
  | { readonly kind: "begin-round" };

const commandArbitrary: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ kind: fc.constant("place" as const), need: fc.nat(needs.length - 1) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), need: fc.nat(needs.length - 1) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom("run" as const, "run" as const, "stop" as const, "free" as const),
      choice: fc.nat(30),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("leave" as const, "release" as const, "avoid" as const),
      choice: fc.nat(9),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("begin-round" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("group" as const),
      strategy: fc.constantFrom(
        "PACK" as const,
        "SPREAD" as const,
        "STRICT_PACK" as const,
        "STRICT_SPREAD" as const,
      ),
      bundles: fc.array(fc.constantFrom(...plainNeeds), { minLength: 1, maxLength: 4 }),
    }),
  },
);

interface Placed {
  readonly node: FleetNode;
  readonly need: ReplicaNeed;
  isRunning: boolean;
}

/** Drives a fleet, and compares each choice with that of the pure functions over all of its nodes. */
function play(placement: "pack" | "spread", commands: readonly Command[]): void {
  const { loop, addFleet } = fleetBench();
  const groups = [
    workerGroup({ name: "small", cpus: 4, gpus: 1, minNodes: 2, price: 1 }),
    workerGroup({ name: "big", minNodes: 2 }),
  ];
  const withSlots = workerGroup({ name: "slots", gpus: 0, minNodes: 1 });
  const slots = { ...withSlots, instanceType: { ...withSlots.instanceType, resources: { slot: 2 } } };
  const fleet = addFleet("v1", [...groups, slots], { placement });
  fleet.startWith([]);
  let placed: Placed[] = [];
  let given = new Set<number>();
  let turn = 0;

  const ready = () =>
    fleet.nodes.filter((node) => node.state === "ready" && node !== fleet.placement.avoided);
  const expected = (need: ReplicaNeed): number | null => {
    const nodes = ready();
    if (placement === "pack") {
      const running = placed.filter(({ isRunning }) => isRunning).map(({ node }) => node.id);
      return choosePackedNode(need, nodes, new Set([...running, ...given]));
    }
    const chosen = chooseSpreadNode(need, nodes, turn);
    turn = chosen?.nextTurn ?? turn;
    return chosen?.id ?? null;
  };
  const free = (replica: Placed) => {
    placed = placed.filter((other) => other !== replica);
    if (replica.isRunning) fleet.noteRunning(replica.node, { isRunning: false });
    fleet.free(replica.node, replica.need);
    if (replica.node.replicaCount === 0) given.delete(replica.node.id);
  };
  const apply = (command: Command) => {
    switch (command.kind) {
      case "place": {
        const need = needs[command.need]!;
        const id = expected(need);
        const node = fleet.place(need);
        expect(node?.id ?? null).toBe(id);
        if (node === null) break;
        given.add(node.id);
        placed.push({ node, need, isRunning: false });
        break;
      }
      case "wait":
        provide(fleet, [needs[command.need]!]);
        loop.runUntil(loop.nowSeconds + 40);
        given = new Set([...given].filter((id) => (fleet.nodes[id]?.replicaCount ?? 0) > 0));
        break;
      case "run":
      case "stop": {
        const replica = placed[command.choice];
        const isRunning = command.kind === "run";
        if (replica === undefined || replica.isRunning === isRunning) break;
        replica.isRunning = isRunning;
        fleet.noteRunning(replica.node, { isRunning });
        break;
      }
      case "free": {
        const replica = placed[command.choice];
        if (replica !== undefined) free(replica);
        break;
      }
      case "leave": {
        const node = fleet.nodes[command.choice];
        if (node?.state === "ready") fleet.beginLeaving(node);
        break;
      }
      case "release": {
        const node = fleet.nodes[command.choice];
        if (node === undefined) break;
        for (const replica of placed.filter((each) => each.node === node)) free(replica);
        fleet.release(node);
        break;
      }
      case "avoid":
        fleet.placement.avoid(fleet.nodes[command.choice] ?? null);
        break;
      case "group": {
        const group = { strategy: command.strategy, bundles: command.bundles.map((each) => needs[each]!) };
        const ids = placeBundles(group, ready());
        const nodes = fleet.placeGroup(group);
        expect(nodes?.map(({ id }) => id) ?? null).toEqual(ids.includes(null) ? null : ids);
        for (const [index, node] of (nodes ?? []).entries()) {
          const need = group.bundles[index]!;
          fleet.hold({ node, need });
          placed.push({ node, need, isRunning: false });
        }
        break;
      }
      case "begin-round":
        fleet.placement.beginRound();
        given = new Set();
        break;
    }
  };
  for (const command of commands) apply(command);
}

describe("NodePlacement", () => {
  it.each(["pack", "spread"] as const)(
    "chooses of nodes that are alike together the node that Ray's rules choose of all of them: %s",
    (placement) => {
      fc.assert(
        fc.property(fc.array(commandArbitrary, { maxLength: 80 }), (commands) => play(placement, commands)),
        { numRuns: runs, seed },
      );
    },
  );

  it.each(["pack", "spread"] as const)(
    "looks at no more nodes for each of four times as many replicas: %s",
    (placement) => {
      const looksEach = (count: number) => {
        let looks = 0;
        const need: ReplicaNeed = {
          get milliCpus() {
            looks++;
            return 1000;
          },
          milliGpus: 1000,
        };
        const { addFleet } = fleetBench();
        const fleet = addFleet("v1", [workerGroup({ gpus: 1, maxNodes: count })], { placement });
        expect(fleet.startWith(Array.from({ length: count }, () => need))).not.toContain(null);
        return looks / count;
      };
      expect(looksEach(800)).toBeLessThan(1.1 * looksEach(200));
    },
  );
});
