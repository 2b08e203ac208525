import { describe, expect, it } from "vitest";
import { buildCharts } from "../../../src/report/charts/buildCharts.ts";
import { heldResources } from "../../../src/report/charts/heldResources.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";

const withGpus = gpuSurgeResult();
const withoutGpus = {
  ...withGpus,
  summary: { ...withGpus.summary, peakGpus: 0, peakNodeGpus: 0 },
};

describe("what is held against the surge bound", () => {
  it("are GPUs where the service has any", () => {
    expect(heldResources(withGpus)).toMatchObject({ unit: "GPUs", held: withGpus.timeline.gpusHeld });
    expect(buildCharts(withGpus)[2]?.name).toBe("gpus-held");
  });

  it("stays within the bound in the row in which the rollout ends, if it did until then", () => {
    const { held, bound } = heldResources(withGpus);
    const finish = withGpus.splits.at(-1)!.atSeconds;
    const gpusHeld = held.map((gpus, row) => (withGpus.timeline.atSeconds[row]! + 5 === finish ? 10 : gpus));
    for (const [row, gpus] of gpusHeld.entries()) expect(gpus).toBeLessThanOrEqual(bound[row] ?? 0);
  });

  it("are replicas where it has none: the plan's peak while it is in force, else the full number", () => {
    const { unit, held, bound, onNodes } = heldResources(withoutGpus);
    expect({ unit, onNodes }).toEqual({ unit: "replicas", onNodes: null });
    expect(held).toEqual(withGpus.timeline.gpusHeld);
    const deploy = withGpus.plans[0]!.atSeconds;
    const finish = withGpus.splits.at(-1)!.atSeconds;
    withGpus.timeline.atSeconds.forEach((atSeconds, row) => {
      const isDuringPlan = atSeconds + 5 >= deploy && atSeconds < finish;
      expect(bound[row], `row ${row}`).toBe(isDuringPlan ? 10 : 8);
    });
    expect(heldResources(withGpus).bound).toEqual(bound);
    expect(buildCharts(withoutGpus)[2]?.name).toBe("replicas-held");
  });

  it("are GPUs also where nodes have some that no replica holds, or replicas some whose nodes are not counted", () => {
    const unitOf = (peakGpus: number, peakNodeGpus: number) =>
      heldResources({ ...withGpus, summary: { ...withGpus.summary, peakGpus, peakNodeGpus } }).unit;
    expect([unitOf(0, 2), unitOf(2, 0), unitOf(0, 0)]).toEqual(["GPUs", "GPUs", "replicas"]);
  });

  it("is not bound in rows in which nothing bounds it, and in the row after them by what holds at its end", () => {
    const bounds = withGpus.timeline.gpuBound.map((bound, row) => (row >= 10 && row < 20 ? null : bound));
    const { bound } = heldResources({ ...withGpus, timeline: { ...withGpus.timeline, gpuBound: bounds } });
    expect(bound.slice(9, 21)).toEqual([8, ...Array.from({ length: 10 }, () => null), 8]);
  });
});
