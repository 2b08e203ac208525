import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseMovedToStop } from "../../../src/serve/controller/chooseMovedToStop.ts";

const replica = (id: number, deadlineSeconds = Number.POSITIVE_INFINITY) => ({
  id,
  deadlineSeconds,
  gracefulShutdownTimeoutSeconds: 20,
});
const stopping = (
  replicas: readonly ReturnType<typeof replica>[],
  options: Parameters<typeof chooseMovedToStop>[1],
) => {
  const { urgent, replaced } = chooseMovedToStop(replicas, options);
  return [...urgent, ...replaced];
};
const chosen = (...given: Parameters<typeof stopping>) => stopping(...given).map(({ id }) => id);

describe("replicas that are moved", () => {
  it("stay until as many others run as wanted", () => {
    const moved = [replica(0), replica(1)];
    const at = (runningReplicas: number) =>
      chosen(moved, { nowSeconds: 100, runningReplicas, targetReplicas: 5 });
    expect(at(5)).toEqual([]);
    expect(at(6)).toEqual([0]);
    expect(at(7)).toEqual([0, 1]);
    expect(at(9)).toEqual([0, 1]);
  });

  it("stop whatever runs when their node goes before they could drain", () => {
    const at = (nowSeconds: number) =>
      chosen([replica(3, 120), replica(4, 121)], { nowSeconds, runningReplicas: 5, targetReplicas: 5 });
    expect(at(99)).toEqual([]);
    expect(at(100)).toEqual([3]);
    expect(at(101)).toEqual([3, 4]);
  });

  it("stop in the order in which their nodes go, and by age", () => {
    const moved = [replica(1), replica(0), replica(7, 500), replica(6, 400)];
    expect(chosen(moved, { nowSeconds: 0, runningReplicas: 8, targetReplicas: 5 })).toEqual([6, 7, 0]);
  });

  it("leave as many running as wanted unless a node goes", () => {
    const instances = fc.record({
      ids: fc.uniqueArray(fc.nat(20), { maxLength: 8 }),
      others: fc.nat(10),
      targetReplicas: fc.nat(12),
      urgentBelow: fc.nat(20),
    });
    fc.assert(
      fc.property(instances, ({ ids, others, targetReplicas, urgentBelow }) => {
        const moved = ids.map((id) => replica(id, id < urgentBelow ? 10 : 1000));
        const runningReplicas = ids.length + others;
        const stopped = stopping(moved, { nowSeconds: 0, runningReplicas, targetReplicas });
        const urgent = moved.filter(({ deadlineSeconds }) => deadlineSeconds === 10);
        for (const each of urgent) expect(stopped).toContain(each);
        const left = runningReplicas - stopped.length;
        if (stopped.length > urgent.length) expect(left).toBeGreaterThanOrEqual(targetReplicas);
        if (stopped.length < moved.length) expect(left).toBeLessThanOrEqual(Math.max(targetReplicas, 0));
      }),
    );
  });
});
