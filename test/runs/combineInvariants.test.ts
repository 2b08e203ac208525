import { describe, expect, it } from "vitest";
import type { InvariantResult } from "../../src/invariants/evidence/InvariantResult.ts";
import { combineInvariants } from "../../src/runs/combineInvariants.ts";

const law = (status: InvariantResult["status"], ...violations: readonly string[]): InvariantResult => ({
  id: "causality",
  law: "The clock never goes back.",
  status,
  violations,
});
const runs = (...results: readonly InvariantResult[]) =>
  combineInvariants(results.map((result, index) => ({ seed: `s${index}`, invariants: [result] })));

describe("a law over several runs", () => {
  it("fails where one run broke it, and names the seed", () => {
    expect(runs(law("passed"), law("failed", "at 3 s"), law("passed"))).toEqual([
      { ...law("failed", "seed s1: at 3 s"), checkedRuns: 3, failedRuns: 1 },
    ]);
  });

  it("passes where all that were checked passed, and was not run where none was", () => {
    expect(runs(law("passed"), law("not-run"))).toMatchObject([{ status: "passed", checkedRuns: 1 }]);
    expect(runs(law("not-run"), law("not-run"))).toMatchObject([{ status: "not-run", checkedRuns: 0 }]);
  });

  it("is said of a single run as it ever was", () => {
    expect(runs(law("failed", "at 3 s"))).toMatchObject([{ status: "failed", violations: ["at 3 s"] }]);
  });

  it("keeps ten violations at most", () => {
    const many = Array.from({ length: 8 }, (_, index) => `${index}`);
    expect(runs(law("failed", ...many), law("failed", ...many))[0]?.violations).toHaveLength(10);
  });
});
