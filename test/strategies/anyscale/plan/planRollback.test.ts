import { describe, expect, it } from "vitest";
import { planRollback, planRollout, type RolloutSplit, type RolloutStep } from "../../../../src/planner.ts";
import { brokenLaws, kindsOf, split, splitsOf } from "./planLaws.ts";

const deployments = [{ name: "Model", numReplicas: 7 }];
const exchanged = ({ canary, primary }: RolloutSplit): string =>
  `${primary.capacityPercent}/${primary.trafficPercent} ${canary.capacityPercent}/${canary.trafficPercent}`;

describe("an automatic rollback", () => {
  it("sets traffic, primary capacity and canary capacity in a single row, from every step of every surge", () => {
    for (let maxSurgePercent = 1; maxSurgePercent <= 100; maxSurgePercent++) {
      for (const from of planRollout({ maxSurgePercent, deployments }).steps) {
        const plan = planRollback({ from, deployments });
        expect(kindsOf(plan)).toEqual(["start", "roll-back-at-once"]);
        expect(splitsOf(plan)[1]).toBe("0/0 100/100");
        expect(plan.outcome).toBe("rolled-back");
      }
    }
  });

  it("has all replicas of the primary and none of the canary at its end", () => {
    const plan = planRollback({ from: split(75, 75, 25, 25), deployments });
    expect(plan.steps[1]?.canary.replicas).toEqual({ Model: { minReplicas: 0, maxReplicas: 0 } });
    expect(plan.steps[1]?.primary.replicas).toEqual({ Model: { minReplicas: 7, maxReplicas: 7 } });
  });

  it("is bound by no surge", () => {
    const plan = planRollback({
      from: split(75, 75, 25, 25),
      deployments: [{ name: "Model", numReplicas: 8 }],
    });
    expect([plan.maxSurgePercent, plan.peak.capacityPercent, plan.notes]).toEqual([100, 175, []]);
  });
});

describe("a manual rollback", () => {
  it("is the mirror image of the rollout, for every surge below 100", () => {
    for (let maxSurgePercent = 1; maxSurgePercent < 100; maxSurgePercent++) {
      const forward = planRollout({ maxSurgePercent, deployments });
      const back = planRollback({ from: split(100, 100, 0, 0), maxSurgePercent, deployments });
      expect(splitsOf(back)).toEqual(forward.steps.map(exchanged));
      expect(kindsOf(back)).toEqual(kindsOf(forward));
      expect(back.steps.map(({ primary }) => primary.replicas)).toEqual(
        forward.steps.map(({ canary }: RolloutStep) => canary.replicas),
      );
    }
  });

  it("is the mirror image of going on, from every step of every surge below 100", () => {
    for (let maxSurgePercent = 1; maxSurgePercent < 100; maxSurgePercent++) {
      for (const from of planRollout({ maxSurgePercent, deployments: [] }).steps.slice(0, -1)) {
        const forward = planRollout({ from, maxSurgePercent, deployments: [] });
        const back = planRollback({ from: { canary: from.primary, primary: from.canary }, maxSurgePercent });
        expect(splitsOf(back)).toEqual(forward.steps.map(exchanged));
      }
    }
  });

  it("makes the primary whole first with a full surge, then moves all traffic in one shift", () => {
    const plan = planRollback({ from: split(75, 50, 50, 50), maxSurgePercent: 100 });
    expect(splitsOf(plan)).toEqual(["75/50 50/50", "75/50 100/50", "0/0 100/100"]);
    expect(kindsOf(plan)).toEqual(["start", "scale-up", "shift"]);
    expect(splitsOf(planRollback({ from: split(100, 40, 100, 60), maxSurgePercent: 100 }))).toEqual([
      "100/40 100/60",
      "0/0 100/100",
    ]);
  });

  it("keeps the laws with any surge from any step of any other", () => {
    for (const rolloutSurge of [1, 10, 25, 33, 60, 100]) {
      for (const from of planRollout({ maxSurgePercent: rolloutSurge, deployments: [] }).steps) {
        for (const maxSurgePercent of [1, 7, 25, 50, 99, 100]) {
          const plan = planRollback({ from, maxSurgePercent });
          const expected = {
            from,
            canaryTrafficPercent: 0,
            maxSurgePercent,
            outcome: "rolled-back" as const,
          };
          const broken = brokenLaws(plan, expected);
          if (broken.length > 0) expect.fail(`${splitsOf(plan).join(", ")}: ${broken.join("; ")}`);
        }
      }
    }
  });

  it("ends a canary that has no traffic", () => {
    const plan = planRollback({ from: split(25, 0, 100, 100), maxSurgePercent: 25 });
    expect(splitsOf(plan)).toEqual(["25/0 100/100", "0/0 100/100"]);
  });
});
