import { describe, expect, it } from "vitest";
import { bundleOrder } from "../../../src/cluster/placement/bundleOrder.ts";

const bundle = (milliGpus: number, milliCpus: number, custom?: Readonly<Record<string, number>>) => ({
  milliGpus,
  milliCpus,
  ...(custom === undefined ? {} : { custom }),
});

describe("bundleOrder", () => {
  it("begins with the most GPUs, whatever else is asked for", () => {
    expect(bundleOrder([bundle(1, 9), bundle(3, 0), bundle(2, 5, { slot: 9 })])).toEqual([1, 2, 0]);
  });

  it("goes on by custom resources in the order of their names, then by memory, then by CPUs", () => {
    expect(bundleOrder([bundle(1, 0, { b: 9 }), bundle(1, 0, { a: 1 })])).toEqual([1, 0]);
    expect(bundleOrder([bundle(1, 0, { a: 1, b: 2 }), bundle(1, 0, { b: 3, a: 1 })])).toEqual([1, 0]);
    expect(bundleOrder([bundle(1, 0, { memory: 9 }), bundle(1, 0, { zeta: 1 })])).toEqual([1, 0]);
    expect(bundleOrder([bundle(1, 9, { memory: 1 }), bundle(1, 0, { memory: 2 })])).toEqual([1, 0]);
    expect(bundleOrder([bundle(1, 9), bundle(1, 0, { memory: 2 }), bundle(1, 10)])).toEqual([1, 2, 0]);
  });

  it("leaves equals as they came", () => {
    expect(bundleOrder([bundle(1, 1), bundle(2, 1), bundle(1, 1), bundle(2, 1)])).toEqual([1, 3, 0, 2]);
    expect(bundleOrder([])).toEqual([]);
  });
});
