import { describe, expect, it } from "vitest";
import { chooseGroup } from "../../../src/cluster/nodes/chooseGroup.ts";
import { workerGroup } from "../fleetBench.ts";

const choice = (name: string, price: number, nodeCount = 0) => ({
  group: workerGroup({ name, price, gpus: 1, cpus: 4, maxNodes: 3 }),
  nodeCount,
  isOffered: true,
});
const need = { milliCpus: 1000, milliGpus: 1000 };

describe("chooseGroup", () => {
  it("takes the cheapest that may still grow and that fits, the first of equals", () => {
    const chosen = (...choices: ReturnType<typeof choice>[]) =>
      chooseGroup(need, choices)?.group.name ?? null;
    expect(chosen(choice("a", 3), choice("b", 2), choice("c", 2))).toBe("b");
    expect(chosen(choice("a", 3), choice("b", 2, 3))).toBe("a");
    expect(chosen(choice("a", 3, 3), choice("b", 2, 3))).toBeNull();
    expect(chooseGroup({ ...need, milliGpus: 2000 }, [choice("a", 1)])).toBeNull();
    expect(chooseGroup({ ...need, custom: { slot: 1 } }, [choice("a", 1)])).toBeNull();
  });

  it("passes by a cheaper group whose nodes have not the labels that are asked for", () => {
    const labelled = { ...need, groups: new Set(["b"]) };
    expect(chooseGroup(labelled, [choice("a", 1), choice("b", 2)])?.group.name).toBe("b");
    expect(chooseGroup(labelled, [choice("a", 1)])).toBeNull();
    expect(chooseGroup({ ...need, groups: new Set() }, [choice("a", 1)])).toBeNull();
  });
});
