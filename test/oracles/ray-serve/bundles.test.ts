import { describe, expect, it } from "vitest";
import { z } from "zod";
import { arePlaced, type BundleGroup, placeBundles } from "../../../src/cluster/placement/placeBundles.ts";
import { readVectors } from "./readVectors.ts";

const resources = z.record(z.string(), z.number());
const vectors = readVectors("bundles", {
  /** [what each node has left; the strategy; the bundles; the node of each, or null: the group waits]. */
  placements: z.array(
    z.tuple([
      z.array(resources),
      z.enum(["PACK", "SPREAD", "STRICT_PACK", "STRICT_SPREAD"]),
      z.array(resources),
      z.array(z.number()).nullable(),
    ]),
  ),
});

const milli = ({ CPU = 0, GPU = 0, ...custom }: Record<string, number>) => ({
  milliCpus: CPU * 1000,
  milliGpus: GPU * 1000,
  custom: Object.fromEntries(Object.entries(custom).map(([name, amount]) => [name, amount * 1000])),
});

/** Every order of five nodes: of equally good ones Ray takes the first in a hash map, we the first in the list. */
const orders = permutations([0, 1, 2, 3, 4]);

function permutations(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

/** Bundles of a kind are as good as each other: how many of each went to which node. */
function shape(bundles: readonly unknown[], nodes: readonly number[]): string {
  return JSON.stringify(bundles.map((bundle, index) => JSON.stringify([bundle, nodes[index]])).sort());
}

describe("placeBundles places groups where Ray Core does", () => {
  it.each(vectors.placements.map((vector, index) => [index, vector] as const))("%i", (_, vector) => {
    const [left, strategy, bundles, placed] = vector;
    const group: BundleGroup = { strategy, bundles: bundles.map(milli) };
    const answers = orders.map((order) =>
      placeBundles(
        group,
        order.map((id) => ({ id, free: milli(left[id] ?? {}) })),
      ),
    );
    if (placed === null) {
      expect(answers.some(arePlaced)).toBe(false);
    } else {
      const shapes = new Set(answers.filter(arePlaced).map((nodes) => shape(bundles, nodes)));
      expect([...shapes]).toContain(shape(bundles, placed));
    }
  });

  it("with groups of every strategy, placed and waiting", () => {
    const kinds = new Set(
      vectors.placements.map(
        ([, strategy, , placed]) => `${strategy} ${placed === null ? "waits" : "is placed"}`,
      ),
    );
    expect(kinds.size).toBe(8);
  });
});
