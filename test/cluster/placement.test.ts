import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReplicaNeed } from "../../src/cluster/MilliResources.ts";
import { chooseBestFit } from "../../src/cluster/placement/chooseBestFit.ts";
import { choosePackedNode } from "../../src/cluster/placement/choosePackedNode.ts";
import { chooseSpreadNode } from "../../src/cluster/placement/chooseSpreadNode.ts";
import { findNodeToCompact } from "../../src/cluster/placement/findNodeToCompact.ts";
import { fits } from "../../src/cluster/placement/fits.ts";
import type { PlacementNode } from "../../src/cluster/placement/PlacementNode.ts";
import { packingOrder } from "../../src/cluster/placement/packingOrder.ts";
import { propertyRuns } from "../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(1000);
const limit = fc.record({
  deployment: fc.constantFrom("chat", "rank"),
  maxReplicas: fc.integer({ min: 1, max: 4 }),
});
const resources = fc.record(
  { milliCpus: fc.nat(4), milliGpus: fc.nat(3), custom: fc.record({ slot: fc.nat(2) }) },
  { requiredKeys: ["milliCpus", "milliGpus"] },
);
const needArbitrary: fc.Arbitrary<ReplicaNeed> = fc.oneof(
  resources,
  fc.tuple(resources, limit).map(([need, own]) => ({ ...need, limit: own })),
);
const nodesArbitrary: fc.Arbitrary<PlacementNode[]> = fc.uniqueArray(
  fc.record({ id: fc.nat(30), free: resources, limits: fc.array(limit, { maxLength: 3 }) }),
  { selector: ({ id }) => id, maxLength: 12 },
);
const plain = (milliGpus: number, milliCpus = 0) => ({ milliCpus, milliGpus });

describe("fits", () => {
  it("needs room of every kind, to the last thousandth", () => {
    const need = { ...plain(500, 2000), custom: { slot: 100 } };
    const fitsIn = (free: ReplicaNeed) => fits(need, { free });
    expect(fitsIn(need)).toBe(true);
    expect(fitsIn({ ...need, milliCpus: 1999 })).toBe(false);
    expect(fitsIn({ ...need, milliGpus: 499 })).toBe(false);
    expect(fitsIn({ ...need, custom: { slot: 99, other: 1000 } })).toBe(false);
    expect(fitsIn(plain(9000, 9000))).toBe(false);
    expect(fits(plain(0), { free: plain(0) })).toBe(true);
  });

  it("takes no name of what every object has for a resource", () => {
    expect(fits({ ...plain(0), custom: { constructor: 1 } }, { free: { ...plain(0), custom: {} } })).toBe(
      false,
    );
  });

  it("looks at the worker group of a node only where labels are asked for", () => {
    const need = { ...plain(0), groups: new Set(["constructor"]) };
    const on = (name: string) => fits(need, { free: plain(0), group: { name } });
    expect([on("constructor"), on("other"), fits(need, { free: plain(0) })]).toEqual([true, false, false]);
    expect(fits(plain(0), { free: plain(0), group: { name: "other" } })).toBe(true);
  });

  it("lets as many replicas of a deployment on a node as its limit says, whatever the limit", () => {
    for (let maxReplicas = 1; maxReplicas <= 100; maxReplicas++) {
      const own = { deployment: "chat", maxReplicas };
      const others = { deployment: "rank", maxReplicas: 1 };
      const need = { ...plain(0), limit: own };
      const among = (count: number) =>
        fits(need, { free: plain(0), limits: [others, ...Array.from({ length: count }, () => own)] });
      expect(among(maxReplicas - 1)).toBe(true);
      expect(among(maxReplicas)).toBe(false);
    }
  });

  it("counts replicas of older code by the limit that they came with", () => {
    const old = { deployment: "chat", maxReplicas: 4 };
    const fitsBeside = (count: number) =>
      fits(
        { ...plain(0), limit: { deployment: "chat", maxReplicas: 2 } },
        { free: plain(0), limits: Array.from({ length: count }, () => old) },
      );
    expect([2, 3].map(fitsBeside)).toEqual([true, false]);
  });
});

describe("chooseBestFit", () => {
  it("takes a node with room on which the least is left: GPUs, then CPUs, then custom resources, then limits", () => {
    const left = ({ free, limits = [] }: PlacementNode, need: ReplicaNeed) => {
      const share = (name: string) =>
        [...limits, ...(need.limit === undefined ? [] : [need.limit])].reduce(
          (sum, { deployment, maxReplicas }) => sum - (deployment === name ? 12 / maxReplicas : 0),
          12,
        );
      return [
        free.milliGpus - need.milliGpus,
        free.milliCpus - need.milliCpus,
        (free.custom?.slot ?? 0) - (need.custom?.slot ?? 0),
        share("chat"),
        share("rank"),
      ];
    };
    const compare = (a: readonly number[], b: readonly number[]) =>
      a.reduce((order, value, index) => order || value - (b[index] ?? 0), 0);
    fc.assert(
      fc.property(needArbitrary, nodesArbitrary, (need, nodes) => {
        const chosen = chooseBestFit(need, nodes);
        const able = nodes.filter((node) => fits(need, node));
        if (chosen === null) {
          expect(able).toEqual([]);
          return;
        }
        const best = able.find(({ id }) => id === chosen);
        expect(best).toBeDefined();
        for (const other of able) {
          const order = best === undefined ? 0 : compare(left(best, need), left(other, need));
          // Thirds are not exact: what differs less counts as equal.
          if (Math.abs(order) > 1e-6) expect(order).toBeLessThan(0);
        }
      }),
      { numRuns: runs, seed },
    );
  });

  it("does not depend on the order of the nodes", () => {
    fc.assert(
      fc.property(needArbitrary, nodesArbitrary, (need, nodes) => {
        expect(chooseBestFit(need, [...nodes].reverse())).toBe(chooseBestFit(need, nodes));
      }),
      { numRuns: runs, seed },
    );
  });
});

describe("choosePackedNode", () => {
  it("takes a node where others run before one that would be filled better", () => {
    const nodes = [
      { id: 0, free: plain(1) },
      { id: 1, free: plain(3) },
    ];
    expect(choosePackedNode(plain(1), nodes, new Set([1]))).toBe(1);
    expect(choosePackedNode(plain(1), nodes, new Set())).toBe(0);
    expect(choosePackedNode(plain(3), nodes, new Set([0]))).toBe(1);
    expect(choosePackedNode(plain(4), nodes, new Set([0, 1]))).toBeNull();
  });
});

describe("chooseSpreadNode", () => {
  it("goes round the nodes on which there is room", () => {
    const nodes = [1, 4, 6].map((id) => ({ id, free: plain(id === 4 ? 0 : 9) }));
    const rounds: (number | null)[] = [];
    let turn = 0;
    for (let i = 0; i < 5; i++) {
      const chosen = chooseSpreadNode(plain(1), nodes, turn);
      rounds.push(chosen?.id ?? null);
      turn = chosen?.nextTurn ?? turn;
    }
    expect(rounds).toEqual([1, 6, 1, 6, 1]);
    expect(chooseSpreadNode(plain(10), nodes, 0)).toBeNull();
  });

  it("gives every node its share where all have room", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(40), (nodeCount, replicas) => {
        const nodes = Array.from({ length: nodeCount }, (_, id) => ({ id, free: plain(0) }));
        const counts = nodes.map(() => 0);
        let turn = 0;
        for (let i = 0; i < replicas; i++) {
          const chosen = chooseSpreadNode(plain(0), nodes, turn);
          counts[chosen?.id ?? -1]!++;
          turn = chosen?.nextTurn ?? turn;
        }
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
      { numRuns: runs, seed },
    );
  });
});

describe("packingOrder", () => {
  it("puts the largest first, and leaves equals in their order", () => {
    const waiting = [plain(1, 4), plain(2, 1), plain(1, 4), plain(0, 9)].map((need, index) => ({
      need,
      index,
    }));
    expect(packingOrder(waiting).map(({ index }) => index)).toEqual([1, 0, 2, 3]);
  });

  it("goes on by memory, by other resources in the order of their names, and by the share of a limit", () => {
    const order = (...needs: readonly ReplicaNeed[]) =>
      packingOrder(needs.map((need, index) => ({ need, index }))).map(({ index }) => index);
    const having = (custom: Readonly<Record<string, number>>) => ({ ...plain(1), custom });
    expect(order(having({ slot: 9 }), having({ memory: 1 }), having({ memory: 2 }))).toEqual([2, 1, 0]);
    expect(order(having({ b: 9 }), having({ a: 1 }), having({ a: 1, b: 1 }))).toEqual([2, 1, 0]);
    const most = (maxReplicas: number) => ({ ...plain(1), limit: { deployment: "chat", maxReplicas } });
    expect(order(plain(1), most(4), most(2))).toEqual([2, 1, 0]);
  });
});

describe("findNodeToCompact", () => {
  const node = (id: number, capacity: number, ...replicas: number[]) => ({
    id,
    capacity: plain(capacity),
    free: plain(capacity - replicas.reduce((sum, gpus) => sum + gpus, 0)),
    replicas: replicas.map((gpus) => plain(gpus)),
  });

  it("takes the largest node that can be emptied, then the one with the fewest replicas, then the lowest number", () => {
    expect(findNodeToCompact([node(0, 4, 1), node(1, 4, 1)])).toBe(0);
    expect(findNodeToCompact([node(0, 4, 1, 1), node(1, 4, 1)])).toBe(1);
    expect(findNodeToCompact([node(0, 2, 1), node(1, 4, 1)])).toBe(1);
    expect(findNodeToCompact([node(0, 2, 1), node(1, 4, 1, 2)])).toBe(0);
  });

  it("moves nothing to a node on which nothing runs, nor to one without room", () => {
    expect(findNodeToCompact([node(0, 4, 1), node(1, 4)])).toBeNull();
    expect(findNodeToCompact([node(0, 4, 3), node(1, 4, 3)])).toBeNull();
    expect(findNodeToCompact([node(0, 4)])).toBeNull();
    expect(findNodeToCompact([])).toBeNull();
  });

  it("keeps to the lowest number of equals, wherever it stands, and leaves out what is pinned", () => {
    expect(findNodeToCompact([node(5, 4, 1), node(2, 4, 1), node(9, 4, 1)])).toBe(2);
    expect(findNodeToCompact([node(5, 4, 1, 1), node(2, 4, 1), node(1, 4, 1, 1)])).toBe(2);
    expect(findNodeToCompact([{ ...node(0, 4, 1), isPinned: true }, node(1, 4, 1)])).toBe(1);
    expect(findNodeToCompact([{ ...node(0, 4, 1), isPinned: false }, node(1, 4, 1)])).toBe(0);
  });

  it("moves no more replicas of a deployment to a node than its limit lets it have", () => {
    const limited = (id: number, maxReplicas: number, count: number) => {
      const own = { deployment: "chat", maxReplicas };
      return {
        ...node(id, 9, ...Array.from({ length: count }, () => 1)),
        replicas: Array.from({ length: count }, () => ({ ...plain(1), limit: own })),
        limits: Array.from({ length: count }, () => own),
      };
    };
    expect(findNodeToCompact([limited(0, 4, 2), limited(1, 4, 2)])).toBe(0);
    expect(findNodeToCompact([limited(0, 3, 2), limited(1, 3, 2)])).toBeNull();
    expect(findNodeToCompact([limited(0, 2, 1), limited(1, 2, 1)])).toBe(0);
  });

  it("finds no more once what it found has been done as often as it can", () => {
    const sizes = fc.array(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(sizes, (filled) => {
        const total = filled.flat().length;
        let nodes = filled.map((replicas, id) => node(id, 16, ...replicas));
        for (let round = 0; ; round++) {
          const id = findNodeToCompact(nodes);
          if (id === null) break;
          expect(round).toBeLessThan(filled.length);
          const target = nodes[id]!;
          nodes = nodes.map((each) => (each.id === id ? node(id, 16) : each));
          for (const { need } of packingOrder(target.replicas.map((each) => ({ need: each })))) {
            const busy = nodes.filter(({ replicas }) => replicas.length > 0);
            const chosen = choosePackedNode(need, busy, new Set(busy.map((each) => each.id)));
            expect(chosen).not.toBeNull();
            nodes = nodes.map((each) =>
              each.id === chosen
                ? node(each.id, 16, ...each.replicas.map(({ milliGpus }) => milliGpus), need.milliGpus)
                : each,
            );
          }
        }
        expect(nodes.flatMap(({ replicas }) => replicas)).toHaveLength(total);
        // Of equal nodes, no two that are left would fit into one.
        const used = nodes
          .map(({ free }) => 16 - free.milliGpus)
          .filter((gpus) => gpus > 0)
          .sort((a, b) => a - b);
        if (used.length > 1) expect((used[0] ?? 0) + (used[1] ?? 0)).toBeGreaterThan(16);
      }),
      { numRuns: runs, seed },
    );
  });
});
