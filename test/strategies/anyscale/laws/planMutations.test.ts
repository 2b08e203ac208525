import { describe, expect, it } from "vitest";
import { checkPlanInvariants } from "../../../../src/invariants/checkPlanInvariants.ts";
import { invariants } from "../../../../src/invariants/invariants.ts";
import { draftOf } from "../../../invariants/draftOf.ts";
import type { PlanCase } from "./PlanMutation.ts";
import { planMutations } from "./planMutations.ts";
import * as plans from "./plans.ts";

function toldBy({ plan, options }: PlanCase): Record<string, readonly string[]> {
  const failed = checkPlanInvariants(plan, options).filter(({ violations }) => violations.length > 0);
  expect(failed.every(({ status }) => status === "failed")).toBe(true);
  return Object.fromEntries(failed.map(({ id, violations }) => [id, violations]));
}

describe("checkPlanInvariants", () => {
  it("reports the laws that speak of plans, in the order of the table, and that they passed", () => {
    const { plan, options } = plans.rollout;
    const speaking = invariants.filter(({ checkPlan }) => checkPlan !== undefined);
    expect(checkPlanInvariants(plan, options)).toEqual(
      speaking.map(({ id, law }) => ({ id, law, status: "passed", violations: [] })),
    );
  });

  for (const [name, plan] of Object.entries(plans)) {
    it(`finds nothing in ${name}`, () => {
      expect(toldBy(plan)).toEqual({});
    });
  }

  for (const { notices, base, says, change } of planMutations) {
    it(`notices ${notices}`, () => {
      const broken = draftOf(base);
      change(broken);
      expect(toldBy(broken)).toEqual(says);
    });
  }
});
