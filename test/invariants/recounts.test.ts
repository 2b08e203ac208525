import { describe, expect, it } from "vitest";
import { firstDifference } from "../../src/invariants/evidence/firstDifference.ts";
import { inForceAt } from "../../src/invariants/evidence/inForceAt.ts";
import { judge } from "../../src/invariants/evidence/judge.ts";
import { mostAtOnce } from "../../src/invariants/evidence/mostAtOnce.ts";
import { replay } from "../../src/invariants/laws/replay.ts";
import type { ReplicaLife } from "../../src/simulation/result/ReplicaLife.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import { expectedReplicas } from "../../src/strategies/anyscale/laws/evidence/expectedReplicas.ts";
import { isSameSplit } from "../../src/strategies/anyscale/laws/evidence/isSameSplit.ts";
import { rolloutsOf } from "../../src/strategies/anyscale/laws/evidence/rolloutsOf.ts";
import { runningReplicas } from "../../src/strategies/anyscale/laws/evidence/runningReplicas.ts";
import { begunAgain, terminated } from "./rareStories.ts";
import { completed, halfway, pausedAtHalf, rolledBackAtOnce, untouched } from "./stories.ts";

describe("firstDifference", () => {
  it("names the path to the first difference, and both values", () => {
    const table: readonly (readonly [unknown, unknown, string | null])[] = [
      [{ a: 1 }, { a: 1 }, null],
      [{ a: 1, b: 2 }, { b: 2, a: 1 }, null],
      [{ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, "result.a.1.b: 2 / 3"],
      [{ a: 1, b: 1 }, { a: 2, b: 2 }, "result.a: 1 / 2"],
      [{ a: 1 }, {}, "result.a: 1 / undefined"],
      [{}, { a: null }, "result.a: undefined / null"],
      [{ a: null }, { a: {} }, "result.a: null / {}"],
      [{ a: {} }, { a: null }, "result.a: {} / null"],
      [{ a: { b: 1 } }, { a: "b" }, 'result.a: {"b":1} / "b"'],
      [{ a: "b" }, { a: { b: 1 } }, 'result.a: "b" / {"b":1}'],
      [1, "1", 'result: 1 / "1"'],
    ];
    for (const [a, b, difference] of table) {
      expect(firstDifference(a, b)).toBe(difference);
    }
  });
});

describe("replay", () => {
  it("never passes for want of a second run", () => {
    expect(replay.checkResult(untouched, { replayed: null })).toEqual([
      "there is no second run to compare with",
    ]);
  });
});

describe("inForceAt", () => {
  it("is the last change before a moment and all at it", () => {
    const changes = [
      { atSeconds: 0 },
      { atSeconds: 5 },
      { atSeconds: 9 },
      { atSeconds: 9 },
      { atSeconds: 12 },
    ];
    const indices = (atSeconds: number) =>
      inForceAt(changes, atSeconds).map((change) => changes.indexOf(change));
    expect(indices(-1)).toEqual([]);
    expect(indices(0)).toEqual([0]);
    expect(indices(5)).toEqual([0, 1]);
    expect(indices(8)).toEqual([1]);
    expect(indices(9)).toEqual([1, 2, 3]);
    expect(indices(99)).toEqual([4]);
  });
});

describe("isSameSplit", () => {
  it("compares capacity and traffic of both versions", () => {
    const { canary, primary } = halfway;
    expect(isSameSplit(halfway, { canary: { ...canary }, primary: { ...primary } })).toBe(true);
    for (const field of ["capacityPercent", "trafficPercent"]) {
      expect(isSameSplit(halfway, { primary, canary: { ...canary, [field]: 51 } })).toBe(false);
      expect(isSameSplit(halfway, { canary, primary: { ...primary, [field]: 51 } })).toBe(false);
    }
  });
});

describe("mostAtOnce", () => {
  const held = (...spans: readonly (readonly [number, number, number])[]) =>
    mostAtOnce(spans.map(([fromSeconds, toSeconds, amount]) => ({ fromSeconds, toSeconds, amount })));

  it("is the largest sum of what is held at one moment, and the first such moment", () => {
    expect(held()).toEqual({ amount: 0, atSeconds: 0 });
    expect(held([1, 5, 2], [3, 9, 4], [4, 6, 1])).toEqual({ amount: 7, atSeconds: 4 });
    expect(held([4, 6, 3], [1, 2, 3])).toEqual({ amount: 3, atSeconds: 1 });
  });

  it("counts what ends at a moment before what begins at it, and nothing that ends as it begins", () => {
    expect(held([2, 4, 3], [1, 2, 3])).toEqual({ amount: 3, atSeconds: 1 });
    expect(held([0, 9, 1], [5, 5, 8])).toEqual({ amount: 1, atSeconds: 0 });
    expect(held([0, 9, 1], [7, 5, 8])).toEqual({ amount: 1, atSeconds: 0 });
    expect(held([0, 9, 1], [7, 5, 8], [6, 9, 3])).toEqual({ amount: 4, atSeconds: 6 });
    expect(held([Infinity, Infinity, 8])).toEqual({ amount: 0, atSeconds: 0 });
    expect(held([0, 5, 1], [0, 5, 2], [5, 9, 2], [5, 9, 1])).toEqual({ amount: 3, atSeconds: 0 });
  });
});

describe("rolloutsOf", () => {
  const told = (result: SimulationResult) =>
    rolloutsOf(result).map(({ plans, firstPlanIndex, endSeconds }) => [
      firstPlanIndex,
      plans.map(({ cause }) => cause),
      endSeconds,
    ]);
  const end = (cause: "finish" | "terminate", planIndex: number | null) =>
    ({ ...completed.splits[0]!, atSeconds: 3600, cause, planIndex }) as const;

  it("is each deploy with the plans that replaced it, and when it was finished or terminated", () => {
    expect(told(untouched)).toEqual([]);
    expect(told(completed)).toEqual([[0, ["deploy"], 600]]);
    expect(told(pausedAtHalf)).toEqual([[0, ["deploy"], null]]);
    expect(told(rolledBackAtOnce)).toEqual([[0, ["deploy", "automatic-rollback"], 390]]);
    expect(told(terminated)).toEqual([[0, ["deploy"], 400]]);
    const [first, second] = [
      [0, ["deploy"], 600],
      [1, ["deploy"], null],
    ];
    expect(told(begunAgain)).toEqual([first, second]);
    const three = { ...begunAgain, plans: [...rolledBackAtOnce.plans, ...begunAgain.plans.slice(1)] };
    expect(told(three)).toEqual([
      [0, ["deploy", "automatic-rollback"], 600],
      [2, ["deploy"], null],
    ]);
  });

  it("ends each by its own end", () => {
    const begun = begunAgain.splits.filter(({ cause }) => cause !== "finish");
    const ended = (...splits: SimulationResult["splits"]) =>
      told({ ...begunAgain, splits: [...begun, ...splits] }).map(([, , seconds]) => seconds);
    expect(ended()).toEqual([null, null]);
    expect(ended(end("finish", 1))).toEqual([null, 3600]);
    expect(ended(end("finish", 0))).toEqual([3600, null]);
    expect(ended(end("terminate", 1))).toEqual([null, 3600]);
    expect(ended(end("terminate", null))).toEqual([null, null]);
  });
});

describe("expectedReplicas", () => {
  it("rounds up, or half up, is none only of none, and no number of what is not whole", () => {
    expect([0, 1, 12, 13, 25, 26, 100].map((percent) => expectedReplicas(8, percent, "up"))).toEqual([
      0, 1, 1, 2, 2, 3, 8,
    ]);
    expect([0, 1, 12, 18, 19, 31, 32].map((percent) => expectedReplicas(8, percent, "half-up"))).toEqual([
      0, 1, 1, 1, 2, 2, 3,
    ]);
    expect(expectedReplicas(0, 50, "up")).toBe(0);
    expect(expectedReplicas(1.5, 50, "up")).toBe(Number.NaN);
    expect(expectedReplicas(8, 0.5, "up")).toBe(Number.NaN);
    expect(expectedReplicas(6, 50, "up", 1.5)).toBe(Number.NaN);
    expect(expectedReplicas(6, 50, "up", 0)).toBe(Number.NaN);
  });

  it("is a whole number of gangs, the next one up", () => {
    expect([0, 1, 50, 51, 100].map((percent) => expectedReplicas(6, percent, "up", 3))).toEqual([
      0, 3, 3, 6, 6,
    ]);
    expect([49, 50, 59].map((percent) => expectedReplicas(6, percent, "half-up", 3))).toEqual([3, 3, 6]);
  });
});

describe("runningReplicas", () => {
  it("counts what took requests at a moment, also what began or stopped in it", () => {
    const at = { version: "v1", deployment: "chat", atSeconds: 100 };
    const runs = (changes: Partial<ReplicaLife>) => {
      const life = { ...untouched.replicas[0]!, ...changes };
      return runningReplicas({ ...untouched, replicas: [life] }, at) === 1;
    };
    expect(runs({ runningAtSeconds: 100 })).toBe(true);
    expect(runs({ runningAtSeconds: 101 })).toBe(false);
    expect(runs({ runningAtSeconds: null })).toBe(false);
    expect(runs({ drainingAtSeconds: 100, goneAtSeconds: 110 })).toBe(true);
    expect(runs({ drainingAtSeconds: 99, goneAtSeconds: 110 })).toBe(false);
    expect(runs({ drainingAtSeconds: null, goneAtSeconds: 100 })).toBe(true);
    expect(runs({ drainingAtSeconds: null, goneAtSeconds: 99 })).toBe(false);
    expect(runs({ version: "v2" })).toBe(false);
    expect(runs({ deployment: "embed" })).toBe(false);
  });
});

describe("judge", () => {
  it("fails a law by its violations, and repeats ten of them at most", () => {
    const violations = Array.from({ length: 12 }, (_, index) => `violation ${index}`);
    const { id, law } = replay;
    expect(judge(replay, [])).toEqual({ id, law, status: "passed", violations: [] });
    expect(judge(replay, violations)).toEqual({
      id,
      law,
      status: "failed",
      violations: violations.slice(0, 10),
    });
  });
});
