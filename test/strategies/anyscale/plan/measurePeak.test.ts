import { describe, expect, it } from "vitest";
import { planRollback, planRollout } from "../../../../src/planner.ts";
import { split } from "./planLaws.ts";

describe("the peak of a plan", () => {
  it("counts what drains together with what starts", () => {
    // 50 % of 7 are 4 in the canary while 75 % of 7, 6, are still in the primary.
    const { peak } = planRollout({ maxSurgePercent: 25, deployments: [{ name: "a", numReplicas: 7 }] });
    expect(peak.capacityPercent).toBe(125);
    expect(peak.deployments.a?.replicas).toBe(10);
    expect(peak.deployments.a?.stepIndex).toBe(3);
    expect(peak.deployments.a?.surgePercent).toBeCloseTo(300 / 7, 12);
  });

  it("holds in a shift what the primary had before it", () => {
    // The canary has all 4 from the first step on; the shift to 100 % ends the primary, which held 4 until then.
    const { peak } = planRollout({
      trafficPattern: [100],
      deployments: [{ name: "a", numReplicas: 4, gpusPerReplica: 2 }],
    });
    expect(peak).toEqual({
      capacityPercent: 200,
      deployments: { a: { replicas: 8, stepIndex: 1, surgePercent: 100 } },
      gpuCount: 16,
    });
  });

  it("says that a deployment of one replica doubles whatever the surge", () => {
    for (let maxSurgePercent = 1; maxSurgePercent < 100; maxSurgePercent++) {
      const plan = planRollout({ maxSurgePercent, deployments: [{ name: "Only", numReplicas: 1 }] });
      expect(plan.peak.deployments.Only).toEqual({ replicas: 2, stepIndex: 1, surgePercent: 100 });
      expect(plan.notes).toEqual([expect.stringMatching(/^Deployment "Only": .*twice its full number/)]);
    }
  });

  it("has no note where rounding costs nothing", () => {
    expect(planRollout({ maxSurgePercent: 25, deployments: [{ name: "a", numReplicas: 8 }] }).notes).toEqual(
      [],
    );
  });

  it("has a note on a start beyond the bound, not on one at the bound", () => {
    const from = split(25, 0, 100, 100);
    expect(planRollout({ from, maxSurgePercent: 25, deployments: [] }).notes).toEqual([]);
    expect(planRollout({ from, maxSurgePercent: 24, deployments: [] }).notes).toEqual([
      "The start holds 125 % capacity, more than the surge allows (124 %); the first step gives it back.",
    ]);
  });

  it("counts the GPUs of both versions by what each needs, fractions exactly", () => {
    const { peak } = planRollout({
      maxSurgePercent: 50,
      deployments: [
        { name: "a", numReplicas: 4, gpusPerReplica: 1 },
        { name: "b", numReplicas: 3, gpusPerReplica: 0.1 },
      ],
      canaryDeployments: [
        { name: "a", numReplicas: 4, gpusPerReplica: 2 },
        { name: "b", numReplicas: 3, gpusPerReplica: 0.2 },
      ],
    });
    // Canary whole (4 × 2 + 3 × 0.2), half of the primary draining (2 × 1 + 2 × 0.1).
    expect(peak.gpuCount).toBe(10.8);
  });

  it("measures against the larger version, and nothing against nothing", () => {
    const { peak } = planRollout({
      maxSurgePercent: 50,
      deployments: [
        { name: "grows", numReplicas: 2 },
        { name: "goes", numReplicas: 3 },
        { name: "idle", numReplicas: 0 },
      ],
      canaryDeployments: [
        { name: "grows", numReplicas: 10 },
        { name: "comes", autoscaling: { minReplicas: 1, maxReplicas: 6 } },
        { name: "idle", numReplicas: 0 },
      ],
    });
    expect(peak.deployments).toEqual({
      grows: { replicas: 11, stepIndex: 3, surgePercent: 10 },
      goes: { replicas: 3, stepIndex: 0, surgePercent: 0 },
      comes: { replicas: 6, stepIndex: 3, surgePercent: 0 },
      idle: { replicas: 0, stepIndex: 0, surgePercent: null },
    });
  });

  it("counts both versions in an automatic rollback: one drains while the other fills up", () => {
    const plan = planRollback({ from: split(75, 75, 25, 25), deployments: [{ name: "a", numReplicas: 8 }] });
    expect(plan.peak.capacityPercent).toBe(175);
    expect(plan.peak.deployments.a).toEqual({ replicas: 14, stepIndex: 1, surgePercent: 75 });
  });
});
