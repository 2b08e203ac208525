import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPlanInvariants } from "../../src/invariants/checkPlanInvariants.ts";
import { planRollback } from "../../src/strategies/anyscale/plan/planRollback.ts";
import { planRollout } from "../../src/strategies/anyscale/plan/planRollout.ts";
import type { PlannedDeployment } from "../../src/strategies/capacity/PlannedDeployment.ts";
import { planInPlace } from "../../src/strategies/inPlace/planInPlace.ts";
import {
  assertPlanner,
  checkInPlacePlan,
  commandSequenceArbitrary,
  playCommands,
  rolloutOptionsArbitrary,
} from "../../src/testing.ts";
import { propertyRuns } from "./propertyRuns.ts";

describe("every plan keeps every law", () => {
  it("over random rollouts with random commands and rollbacks", () => {
    assertPlanner(planRollout, { planRollback, ...propertyRuns(1500) });
  });

  it("and commands of every kind are really given", () => {
    const inputs = fc.sample(fc.tuple(rolloutOptionsArbitrary(), commandSequenceArbitrary()), {
      numRuns: 300,
      seed: 1,
    });
    const planned = inputs.map(([options, commands]) => {
      const triggers: string[] = [];
      playCommands(
        {
          planRollout: (asked) => {
            triggers.push(asked.from === undefined ? "fresh" : "from");
            return planRollout(asked);
          },
          planRollback: (asked) => {
            triggers.push(asked.maxSurgePercent === undefined ? "at-once" : "gradual");
            return planRollback(asked);
          },
        },
        options,
        commands,
      );
      return triggers;
    });
    const count = (kind: string) => planned.filter((triggers) => triggers.slice(1).includes(kind)).length;
    expect(count("from")).toBeGreaterThan(75);
    expect(count("gradual")).toBeGreaterThan(10);
    expect(count("at-once")).toBeGreaterThan(10);
  });

  it("for every surge from 1 to 100 and every number of replicas to 40, by both roundings", () => {
    for (let maxSurgePercent = 1; maxSurgePercent <= 100; maxSurgePercent += 1) {
      const deployments: readonly PlannedDeployment[] = Array.from({ length: 41 }, (_, numReplicas) => ({
        name: `n${numReplicas}`,
        numReplicas,
      }));
      for (const rounding of ["up", "half-up"] as const) {
        const plan = planRollout({ maxSurgePercent, rounding, deployments });
        const failed = checkPlanInvariants(plan, { deployments }).filter(({ status }) => status === "failed");
        expect(failed, `surge ${maxSurgePercent}, ${rounding}`).toEqual([]);
      }
    }
  });

  it("for every canary percent, up from 0 and back from 100", () => {
    const deployments: readonly PlannedDeployment[] = [
      { name: "chat", numReplicas: 7 },
      { name: "embed", autoscaling: { minReplicas: 1, maxReplicas: 9, initialReplicas: 4 } },
    ];
    const kept = planRollout({
      maxSurgePercent: 25,
      canaryPercent: 100,
      autoCompleteRollout: false,
      deployments,
    });
    const end = kept.steps.at(-1)!;
    for (let canaryPercent = 0; canaryPercent <= 100; canaryPercent += 1) {
      for (const maxSurgePercent of [1, 7, 25, 30, 50, 99, 100]) {
        const there = planRollout({ maxSurgePercent, canaryPercent, deployments });
        const back = planRollout({
          maxSurgePercent,
          canaryPercent,
          deployments,
          autoCompleteRollout: false,
          from: { canary: end.canary, primary: end.primary },
        });
        const failed = [
          ...checkPlanInvariants(there, { deployments, canaryPercent }),
          ...checkPlanInvariants(back, {
            deployments,
            canaryPercent,
            trigger: "command",
            autoCompleteRollout: false,
          }),
        ].filter(({ status }) => status === "failed");
        expect(failed, `surge ${maxSurgePercent}, canary ${canaryPercent}`).toEqual([]);
      }
    }
  });
});

describe("an in-place update refuses what is forbidden", () => {
  const fields = ["name", "cloud", "image_uri", "containerfile", "compute_config", "working_dir"] as const;
  const config = fc.record(
    Object.fromEntries(fields.map((field) => [field, fc.constantFrom("a", "b")])) as Record<
      (typeof fields)[number],
      fc.Arbitrary<string>
    >,
    { requiredKeys: [] },
  );

  it("and names the offending field, for every combination", () => {
    const service = config.map((parts) => ({ ...parts, applications: [{ name: "app", deployments: [] }] }));
    const percent = fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined });
    const { runs, seed } = propertyRuns(500);
    const kinds = new Set<string>();
    fc.assert(
      fc.property(service, service, percent, percent, (before, after, canaryPercent, maxSurgePercent) => {
        const plan = planInPlace(before, after, { canaryPercent, maxSurgePercent });
        kinds.add(plan.kind);
        expect(checkInPlacePlan(plan, { before, after, canaryPercent, maxSurgePercent })).toEqual([]);
      }),
      { numRuns: runs, seed },
    );
    expect(kinds).toContain("refused");
  });

  it("and a planner that lets one pass is noticed", () => {
    const before = { image_uri: "a", compute_config: "one" };
    const after = { image_uri: "b", compute_config: "two" };
    expect(checkInPlacePlan({ kind: "unchanged" }, { before, after: before })).toEqual([]);
    expect(checkInPlacePlan({ kind: "unchanged" }, { before, after })).toHaveLength(2);
    expect(checkInPlacePlan({ kind: "unchanged" }, { before, after: before, canaryPercent: 10 })).toEqual([
      "canary_percent is not possible in place, but the update is unchanged",
    ]);
    expect(
      checkInPlacePlan({ kind: "unchanged" }, { before, after: before, maxSurgePercent: 10 }),
    ).toHaveLength(1);
    const problems = [{ field: "image_uri", reason: "" }];
    expect(
      checkInPlacePlan({ kind: "refused", field: "image_uri", reason: "", problems }, { before, after }),
    ).toEqual(["the refusal does not name compute_config, only image_uri"]);
  });
});
