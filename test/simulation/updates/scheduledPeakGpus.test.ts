import { describe, expect, it } from "vitest";
import type { Deployment } from "../../../src/serve/Deployment.ts";
import { scheduledPeakGpus } from "../../../src/simulation/updates/scheduledPeakGpus.ts";
import type { ScheduledStep } from "../../../src/strategies/ScheduledStep.ts";
import { versionId } from "../../../src/strategies/VersionId.ts";
import { buildAutoscaling, buildDeployment } from "../buildDeployment.ts";
import { buildVersion } from "../buildVersion.ts";

/** A step at which versions 1 and 2 have these percents of their capacity. */
const step = (old: number, young: number): ScheduledStep => ({
  name: `${old}/${young}`,
  versions: [
    { version: versionId(1), capacityPercent: old, trafficFraction: 1 },
    { version: versionId(2), capacityPercent: young, trafficFraction: 0 },
  ],
});
const version = (id: number, ...deployments: readonly Deployment[]) => ({
  id: versionId(id),
  definition: buildVersion({ deployments }),
});
const gpus = (each: number) => ({ cpus: 1, gpus: each });

describe("the most GPUs that a schedule may hold", () => {
  const old = version(1, buildDeployment());
  const young = version(2, buildDeployment({ resources: gpus(2) }));

  it("are those of both versions together in the step that holds most", () => {
    expect(scheduledPeakGpus([step(100, 0), step(100, 25), step(50, 75)], [old, young])).toBe(4 + 2 * 6);
    expect(scheduledPeakGpus([step(100, 0), step(100, 25), step(50, 25)], [old, young])).toBe(8 + 2 * 2);
    expect(scheduledPeakGpus([step(0, 100), step(100, 0)], [young, old])).toBe(16);
  });

  it("are those of all deployments, replicas rounded up", () => {
    const halves = buildDeployment({
      name: "embed",
      resources: gpus(0.5),
      scaling: { kind: "static", numReplicas: 3 },
    });
    expect(scheduledPeakGpus([step(50, 0)], [version(1, buildDeployment(), halves), young])).toBe(
      4 + 2 * 0.5,
    );
  });

  it("count an autoscaled deployment at its most", () => {
    const scaling = buildAutoscaling({ minReplicas: 1, maxReplicas: 6, initialReplicas: 3 });
    expect(scheduledPeakGpus([step(100, 0)], [version(1, buildDeployment({ scaling })), young])).toBe(6);
  });

  it("are none where nothing is scheduled, or a version is not known", () => {
    expect(scheduledPeakGpus([], [old, young])).toBe(0);
    expect(scheduledPeakGpus([step(100, 100)], [])).toBe(0);
    expect(scheduledPeakGpus([step(100, 100)], [young])).toBe(16);
  });
});
