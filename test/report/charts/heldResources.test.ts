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

  it("are replicas where it has none: the plan's peak while it is in force, else the full number", () => {
    const { unit, held, bound, onNodes } = heldResources(withoutGpus);
    expect({ unit, onNodes }).toEqual({ unit: "replicas", onNodes: null });
    expect(held).toEqual(withGpus.timeline.gpusHeld);
    expect(bound).toEqual(withGpus.timeline.gpuBound);
    expect(buildCharts(withoutGpus)[2]?.name).toBe("replicas-held");
  });
});
