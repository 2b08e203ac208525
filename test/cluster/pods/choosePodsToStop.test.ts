import { describe, expect, it } from "vitest";
import { choosePodsToStop, type StoppablePod } from "../../../src/cluster/pods/choosePodsToStop.ts";

const running = (id: number, node: number, runningAtSeconds: number): StoppablePod => ({
  id,
  state: "running",
  node,
  runningAtSeconds,
});
const starting = (id: number, node: number): StoppablePod => ({
  id,
  state: "starting",
  node,
  runningAtSeconds: null,
});
const requested = (id: number): StoppablePod => ({
  id,
  state: "requested",
  node: null,
  runningAtSeconds: null,
});

function stop(pods: readonly StoppablePod[], count: number, onNode: Readonly<Record<number, number>> = {}) {
  const counts = new Map(Object.entries(onNode).map(([node, many]) => [Number(node), many]));
  return choosePodsToStop(pods, count, counts).map(({ id }) => id);
}

describe("which pods of a ReplicaSet stop", () => {
  it("are those without a node first, then those that are not ready, then the ready ones", () => {
    expect(stop([running(1, 0, 10), starting(2, 0), requested(3)], 3, { 0: 2 })).toEqual([3, 2, 1]);
  });

  it("are those of the fullest node, whatever their age, and then the youngest", () => {
    const pods = [running(1, 7, 10), running(2, 7, 50), running(3, 8, 90)];
    expect(stop(pods, 3, { 7: 2, 8: 1 })).toEqual([2, 1, 3]);
    // Pods of another ReplicaSet of the Deployment count on a node too.
    expect(stop(pods, 3, { 7: 2, 8: 5 })).toEqual([3, 2, 1]);
  });

  it("are as many as are too many, in an order that does not depend on how they are listed", () => {
    const pods = [running(1, 0, 10), running(2, 1, 10), starting(3, 1)];
    expect(stop(pods, 2)).toEqual([3, 2]);
    expect(stop(pods.toReversed(), 2)).toEqual([3, 2]);
    expect(stop(pods, 0)).toEqual([]);
  });
});
