import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { kubeRaySequence } from "../../../src/strategies/kubeRay/kubeRaySequence.ts";
import { stepCapacity } from "../../../src/strategies/kubeRay/stepCapacity.ts";

const lines = gunzipSync(readFileSync(new URL("sequences.txt.gz", import.meta.url)))
  .toString("utf8")
  .trimEnd()
  .split("\n");

describe("KubeRay's own steps of capacity and traffic", () => {
  it("cover every surge and step from 1 to 100 that KubeRay takes", () => {
    const pairs = lines.map((line) => line.split(" ").slice(0, 2).join(" "));
    const all = Array.from({ length: 100 }, (_, surge) =>
      Array.from({ length: surge + 1 }, (_, step) => `${surge + 1} ${step + 1}`),
    ).flat();
    expect(pairs).toEqual(all);
  });

  it("pass through the sequence that we forecast", () => {
    const differing = lines.filter((line) => line !== ours(line));
    for (const line of differing.slice(0, 1)) expect(ours(line)).toBe(line);
    expect(differing).toHaveLength(0);
  });

  // The table of TestReconcileServeTargetCapacity, in our own words.
  it("grow the pending cluster at 70 + 10 %, and shrink the active one at 80 + 30 %", () => {
    const how = { maxSurgePercent: 20, isRollingBack: false };
    const below = { activeCapacity: 70, activeTraffic: 0, pendingCapacity: 10, pendingTraffic: 10 };
    expect(stepCapacity(below, "pending", how)).toBe(30);
    expect(stepCapacity(below, "active", how)).toBe(70);
    const above = { activeCapacity: 80, activeTraffic: 0, pendingCapacity: 30, pendingTraffic: 30 };
    expect(stepCapacity(above, "active", how)).toBe(60);
    expect(stepCapacity(above, "pending", how)).toBe(30);
  });
});

/** The line as we forecast it: what stands at the end of each reconcile, in which capacity and traffic may both move. */
function ours(line: string): string {
  const [surge = 0, step = 0] = line.split(" ").map(Number);
  const sequence = kubeRaySequence(surge, step);
  const ends = sequence.slice(1).filter((shares, index) => {
    const next = sequence[index + 2];
    // The pending cluster's new capacity is followed by traffic in the same reconcile.
    return (
      next === undefined || !(grew(sequence[index], shares) && next.pendingTraffic > shares.pendingTraffic)
    );
  });
  const written = ends.map((shares) =>
    [shares.activeCapacity, shares.activeTraffic, shares.pendingCapacity, shares.pendingTraffic].join(","),
  );
  return [surge, step, ...written].join(" ");
}

function grew(
  before: { readonly pendingCapacity: number } | undefined,
  after: { readonly pendingCapacity: number },
): boolean {
  return before !== undefined && after.pendingCapacity > before.pendingCapacity;
}
