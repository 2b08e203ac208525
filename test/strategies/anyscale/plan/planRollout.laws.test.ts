import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  adjustReplicas,
  type PlannedDeployment,
  planRollback,
  planRollout,
  type RolloutSplit,
  type RolloutStep,
} from "../../../../src/planner.ts";
import { brokenLaws, split, splitsOf } from "./planLaws.ts";

const beforeRollout = split(0, 0, 100, 100);
const everySurge = Array.from({ length: 100 }, (_, index) => index + 1);
const outcomeOf = (canaryPercent: number) =>
  canaryPercent === 100 ? ("completed" as const) : ("paused" as const);

function expectLaws(
  from: RolloutSplit,
  canaryPercent: number,
  maxSurgePercent: number,
): readonly RolloutStep[] {
  const plan = planRollout({ from, canaryPercent, maxSurgePercent, deployments: [] });
  const expected = {
    from,
    canaryTrafficPercent: canaryPercent,
    maxSurgePercent,
    outcome: outcomeOf(canaryPercent),
  };
  const broken = brokenLaws(plan, expected);
  if (broken.length > 0) {
    expect.fail(
      `to ${canaryPercent} with surge ${maxSurgePercent}: ${splitsOf(plan).join(", ")}: ${broken.join("; ")}`,
    );
  }
  return plan.steps;
}

describe("every surge from 1 to 100", () => {
  it.each(["up", "half-up"] as const)(
    "keeps the laws for every count from 0 to 200, rounding %s",
    (rounding) => {
      const counts = Array.from({ length: 201 }, (_, count) => count);
      const deployments = counts.map((count) => ({ name: `of ${count}`, numReplicas: count }));
      for (const maxSurgePercent of everySurge) {
        const plan = planRollout({ maxSurgePercent, rounding, deployments });
        const expected = {
          from: beforeRollout,
          canaryTrafficPercent: 100,
          maxSurgePercent,
          outcome: "completed" as const,
        };
        expect(brokenLaws(plan, expected)).toEqual([]);
        for (const count of counts) {
          const at = `${count} replicas, surge ${maxSurgePercent}`;
          const held = plan.peak.deployments[`of ${count}`]?.replicas ?? Number.NaN;
          // Each of the two versions rounds up by less than one.
          if (!(held * 100 < count * (100 + maxSurgePercent) + 200)) expect.fail(`${at}: holds ${held}`);
          for (const { index, canary, primary } of plan.steps) {
            const [inCanary, inPrimary] = [canary.replicas[`of ${count}`], primary.replicas[`of ${count}`]];
            const [least, most] = [inCanary?.minReplicas ?? -1, inCanary?.maxReplicas ?? -1];
            if (least !== most || inPrimary?.minReplicas !== inPrimary?.maxReplicas)
              expect.fail(`${at}: not static`);
            const oneEach = least > 0 && (inPrimary?.minReplicas ?? 0) > 0;
            const within = index > 0 && index < plan.steps.length - 1;
            if (within && count > 0 && !oneEach) expect.fail(`${at}, step ${index}: not one each`);
          }
        }
      }
    },
  );

  it("takes as many cycles as the surge fits into 100, rounded up", () => {
    for (const maxSurgePercent of everySurge.slice(0, -1)) {
      const { steps } = planRollout({ maxSurgePercent, deployments: [] });
      expect(steps).toHaveLength(1 + 2 * Math.ceil(100 / maxSurgePercent));
    }
  });

  it("pauses at every split from the start", () => {
    for (const maxSurgePercent of everySurge) {
      for (let canaryPercent = 0; canaryPercent <= 100; canaryPercent++) {
        const last = expectLaws(beforeRollout, canaryPercent, maxSurgePercent).at(-1);
        if (maxSurgePercent < 100 && canaryPercent > 0)
          expect(last?.canary.capacityPercent).toBe(canaryPercent);
      }
    }
  });
});

describe("manual control", () => {
  it("keeps the laws from every step of a plan to every split, to every split, with other surges", () => {
    const percents = Array.from({ length: 101 }, (_, percent) => percent);
    const splits = new Map<string, RolloutSplit>();
    for (const maxSurgePercent of [25, 40, 100]) {
      for (const canaryPercent of percents) {
        for (const step of expectLaws(beforeRollout, canaryPercent, maxSurgePercent)) {
          splits.set(JSON.stringify([step.canary, step.primary]), step);
        }
      }
    }
    expect(splits.size).toBeGreaterThan(350);
    for (const from of splits.values()) {
      for (const canaryPercent of percents) {
        for (const maxSurgePercent of [9, 25, 60, 100]) expectLaws(from, canaryPercent, maxSurgePercent);
      }
    }
  });

  it("keeps the laws from every legal split of a coarse grid, reachable or not", () => {
    const grid = [0, 1, 10, 25, 50, 67, 90, 99, 100];
    let count = 0;
    for (const canaryCapacity of grid) {
      for (const canaryTraffic of grid.filter((percent) => percent <= canaryCapacity)) {
        for (const primaryCapacity of grid.filter((percent) => percent >= 100 - canaryTraffic)) {
          const from = split(canaryCapacity, canaryTraffic, primaryCapacity, 100 - canaryTraffic);
          for (const canaryPercent of [...grid, 33, 51]) {
            for (const maxSurgePercent of [1, 10, 24, 50, 99, 100]) {
              expectLaws(from, canaryPercent, maxSurgePercent);
              count++;
            }
          }
        }
      }
    }
    expect(count).toBeGreaterThan(5_000);
  });
});

describe("random services", () => {
  const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== "");
  const deployment: fc.Arbitrary<PlannedDeployment> = fc.oneof(
    fc.record({ name, numReplicas: fc.nat(5_000) }),
    fc
      .tuple(name, fc.nat(300), fc.nat(300), fc.nat(300), fc.boolean())
      .map(([deploymentName, one, two, three, hasInitial]) => {
        const [min, initial, max] = [one, two, three].toSorted((a, b) => a - b);
        const bounds = { minReplicas: min ?? 0, maxReplicas: Math.max(1, max ?? 1) };
        const autoscaling = hasInitial ? { ...bounds, initialReplicas: initial ?? 0 } : bounds;
        return { name: deploymentName, autoscaling };
      }),
  );
  const service = fc.uniqueArray(deployment, { maxLength: 6, selector: (item) => item.name });
  const percent = fc.integer({ min: 0, max: 100 });
  const surge = fc.integer({ min: 1, max: 100 });
  const rounding = fc.constantFrom("up" as const, "half-up" as const);

  it("follow their bounds, and keep the canary's floor and one replica in both versions until all has migrated", () => {
    fc.assert(
      fc.property(service, percent, surge, rounding, (deployments, canaryPercent, maxSurgePercent, rule) => {
        const plan = planRollout({ deployments, canaryPercent, maxSurgePercent, rounding: rule });
        for (const { canary, primary } of plan.steps) {
          const kept = canary.capacityPercent > 0 && primary.capacityPercent > 0 ? 1 : 0;
          for (const item of deployments) {
            const [inCanary, inPrimary] = [canary.replicas[item.name], primary.replicas[item.name]];
            const scaling =
              "autoscaling" in item
                ? item.autoscaling
                : { minReplicas: item.numReplicas, maxReplicas: item.numReplicas };
            const initial = "initialReplicas" in scaling ? scaling.initialReplicas : undefined;
            const least = "autoscaling" in item ? kept : 0;
            const floor = Math.max(least, initial ?? scaling.minReplicas);
            expect(inCanary).toEqual({
              minReplicas: adjustReplicas(floor, canary.capacityPercent, rule),
              maxReplicas: adjustReplicas(scaling.maxReplicas, canary.capacityPercent, rule),
            });
            expect(inPrimary).toEqual({
              minReplicas: adjustReplicas(
                Math.max(least, scaling.minReplicas),
                primary.capacityPercent,
                rule,
              ),
              maxReplicas: adjustReplicas(scaling.maxReplicas, primary.capacityPercent, rule),
            });
          }
        }
      }),
    );
  });

  it("never hold less at the peak than at any step, nor more than the two versions whole", () => {
    fc.assert(
      fc.property(
        service,
        service,
        surge,
        rounding,
        (deployments, canaryDeployments, maxSurgePercent, rule) => {
          const { peak, steps } = planRollout({
            deployments,
            canaryDeployments,
            maxSurgePercent,
            rounding: rule,
          });
          const [first, last] = [steps[0], steps.at(-1)];
          for (const [deploymentName, { replicas, stepIndex }] of Object.entries(peak.deployments)) {
            for (const { index, canary, primary } of steps) {
              const inCanary = ownReplicas(canary.replicas, deploymentName);
              const held = inCanary + ownReplicas(primary.replicas, deploymentName);
              if (index < stepIndex) expect(held).toBeLessThan(Math.max(1, replicas));
              expect(held).toBeLessThanOrEqual(replicas);
            }
            const whole =
              ownReplicas(last?.canary.replicas ?? {}, deploymentName) +
              ownReplicas(first?.primary.replicas ?? {}, deploymentName);
            expect(replicas).toBeLessThanOrEqual(whole);
          }
        },
      ),
    );
  });

  it("keep the laws through any sequence of commands, each from any step of the plan before", () => {
    const command = fc.record({
      canaryPercent: percent,
      maxSurgePercent: surge,
      stopAt: fc.nat(400),
      rollsBack: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 8 }), (commands) => {
        let from: RolloutSplit = beforeRollout;
        for (const { canaryPercent, maxSurgePercent, stopAt, rollsBack } of commands) {
          const steps = rollsBack
            ? planRollback({ from, maxSurgePercent }).steps
            : expectLaws(from, canaryPercent, maxSurgePercent);
          from = steps[Math.min(stopAt, steps.length - 1)] ?? from;
        }
      }),
      { numRuns: 500 },
    );
  });

  function ownReplicas(replicas: RolloutStep["canary"]["replicas"], deploymentName: string): number {
    return Object.hasOwn(replicas, deploymentName) ? (replicas[deploymentName]?.maxReplicas ?? 0) : 0;
  }
});
