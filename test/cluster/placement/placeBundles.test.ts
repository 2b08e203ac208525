import { describe, expect, it } from "vitest";
import { bundleScore } from "../../../src/cluster/placement/bundleScore.ts";
import type { PlacementNode } from "../../../src/cluster/placement/PlacementNode.ts";
import { arePlaced, type BundleGroup, placeBundles } from "../../../src/cluster/placement/placeBundles.ts";

const need = (milliCpus: number, milliGpus: number, custom: Readonly<Record<string, number>> = {}) => ({
  milliCpus,
  milliGpus,
  custom,
});
const node = (
  id: number,
  milliCpus: number,
  milliGpus: number,
  custom: Readonly<Record<string, number>> = {},
): PlacementNode => ({
  id,
  free: need(milliCpus, milliGpus, custom),
});
const group = (strategy: BundleGroup["strategy"], ...gpus: readonly number[]): BundleGroup => ({
  strategy,
  bundles: gpus.map((milliGpus) => need(0, milliGpus)),
});

describe("the score of a node for a bundle", () => {
  it("adds up the shares that are left of all that the bundle needs", () => {
    expect(bundleScore(need(1000, 1000), node(0, 4000, 2000))).toBeCloseTo(3 / 4 + 1 / 2, 12);
    expect(bundleScore(need(1000, 0), node(0, 4000, 2000))).toBeCloseTo(3 / 4, 12);
    expect(
      bundleScore(need(0, 1000, { slot: 1, disk: 3 }), node(0, 0, 4000, { slot: 5, disk: 4 })),
    ).toBeCloseTo(3 / 4 + 4 / 5 + 1 / 4, 12);
  });

  it("is 0 where nothing is needed or nothing would be left, and −1 where the bundle does not fit", () => {
    expect(bundleScore(need(0, 0), node(0, 4000, 0))).toBe(0);
    expect(bundleScore(need(4000, 2000), node(0, 4000, 2000))).toBe(0);
    expect(bundleScore(need(4001, 0), node(0, 4000, 2000))).toBe(-1);
    expect(bundleScore(need(0, 0, { slot: 2 }), node(0, 4000, 2000, { slot: 1 }))).toBe(-1);
  });

  it("leaves all of what never runs out", () => {
    expect(bundleScore(need(1000, 0), node(0, Number.POSITIVE_INFINITY, 0))).toBe(1);
  });
});

describe("placeBundles", () => {
  const nodes = [node(4, 0, 2000), node(7, 0, 4000), node(9, 0, 3000)];
  const placed = (...parts: Parameters<typeof group>) => placeBundles(group(...parts), nodes);

  it("packs onto the node where most is left, then onto the next one", () => {
    expect(placed("PACK", 1000, 1000)).toEqual([7, 7]);
    expect(placed("PACK", 3000, 3000)).toEqual([7, 9]);
    expect(placed("PACK", 4000, 3000, 2000, 1000)).toEqual([7, 9, 4, null]);
  });

  it("spreads over nodes of their own, and over used ones only where it must not be strict", () => {
    expect(placed("SPREAD", 1000, 1000, 1000, 1000)).toEqual([7, 9, 4, 7]);
    expect(placed("STRICT_SPREAD", 1000, 1000, 1000)).toEqual([7, 9, 4]);
    expect(placed("STRICT_SPREAD", 1000, 1000, 1000, 1000)).toEqual([7, 9, 4, null]);
  });

  it("puts all of a strict pack on one node with room for them together, or none", () => {
    expect(placed("STRICT_PACK", 1000, 2000, 1000)).toEqual([7, 7, 7]);
    expect(placed("STRICT_PACK", 1000, 2000, 2000)).toEqual([null, null, null]);
    expect(placed("STRICT_PACK")).toEqual([]);
  });

  it("takes the first of equally good nodes", () => {
    expect(placeBundles(group("PACK", 1000), [node(3, 0, 2000), node(1, 0, 2000)])).toEqual([3]);
  });

  it("says whether all have a place", () => {
    expect([arePlaced([1, 2]), arePlaced([1, null]), arePlaced([])]).toEqual([true, false, true]);
  });

  it("leaves the nodes that it is shown as they are", () => {
    const before = structuredClone(nodes);
    placed("PACK", 1000, 1000, 1000);
    expect(nodes).toEqual(before);
  });
});
