import { describe, expect, it } from "vitest";
import type { Deployment } from "../../../src/serve/Deployment.ts";
import { countedBound, scheduleBound, wholeBound } from "../../../src/simulation/updates/heldBounds.ts";
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

const gpusOf = (...given: Parameters<typeof scheduleBound>) => scheduleBound(...given).gpus;

describe("the most GPUs that a schedule may hold", () => {
  const old = version(1, buildDeployment());
  const young = version(2, buildDeployment({ resources: gpus(2) }));

  it("are those of both versions together in the step that holds most", () => {
    expect(gpusOf([step(100, 0), step(100, 25), step(50, 75)], [old, young])).toBe(4 + 2 * 6);
    expect(gpusOf([step(100, 0), step(100, 25), step(50, 25)], [old, young])).toBe(8 + 2 * 2);
    expect(gpusOf([step(0, 100), step(100, 0)], [young, old])).toBe(16);
  });

  it("are those of all deployments, replicas rounded up", () => {
    const halves = buildDeployment({
      name: "embed",
      resources: gpus(0.5),
      scaling: { kind: "static", numReplicas: 3 },
    });
    expect(gpusOf([step(50, 0)], [version(1, buildDeployment(), halves), young])).toBe(4 + 2 * 0.5);
  });

  it("count an autoscaled deployment at its most", () => {
    const scaling = buildAutoscaling({ minReplicas: 1, maxReplicas: 6, initialReplicas: 3 });
    expect(gpusOf([step(100, 0)], [version(1, buildDeployment({ scaling })), young])).toBe(6);
  });

  it("are none where nothing is scheduled, or a version is not known", () => {
    expect(gpusOf([], [old, young])).toBe(0);
    expect(gpusOf([step(100, 100)], [])).toBe(0);
    expect(gpusOf([step(100, 100)], [young])).toBe(16);
  });
});

describe("the most that may be held", () => {
  const old = version(1, buildDeployment()).definition;
  const young = version(2, buildDeployment({ resources: gpus(2) })).definition;
  const { name } = buildDeployment();

  it("is in replicas what it is in GPUs of one each", () => {
    const known = [version(1, buildDeployment({ resources: gpus(1) }))];
    const bound = scheduleBound([step(100, 0), step(50, 0)], known);
    expect(bound.replicas).toBe(bound.gpus);
  });

  it("is all that the versions are configured for where nobody says less", () => {
    expect(wholeBound([old])).toEqual({ gpus: 8, replicas: 8 });
    expect(wholeBound([old, young])).toEqual({ gpus: 24, replicas: 16 });
    expect(wholeBound([])).toEqual({ gpus: 0, replicas: 0 });
  });

  it("is a number of replicas, of whichever version needs the most GPUs", () => {
    expect(countedBound(new Map([[name, 10]]), [old, young])).toEqual({ gpus: 20, replicas: 10 });
    expect(countedBound(new Map([[name, 10]]), [old])).toEqual({ gpus: 10, replicas: 10 });
    expect(countedBound(new Map([["gone", 3]]), [old])).toEqual({ gpus: 0, replicas: 3 });
  });
});
