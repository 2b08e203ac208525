import { describe, expect, it } from "vitest";
import { describeFailures } from "../../../src/report/text/describeFailures.ts";
import { describeOutcome } from "../../../src/report/text/describeOutcome.ts";
import { describePlanPeak } from "../../../src/report/text/describePlanPeak.ts";
import { describeStep, describeStepKind } from "../../../src/report/text/describeStepKind.ts";
import type { PlayedStepKind } from "../../../src/simulation/result/PlayedStep.ts";
import { failureReasons } from "../../../src/simulation/result/RequestLedger.ts";
import type { Summary } from "../../../src/simulation/result/Summary.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";

const { summary, plans } = gpuSurgeResult();

describe("the outcome of a run in words", () => {
  const outcomeOf = (changes: Partial<Summary>) =>
    describeOutcome({ summary: { ...summary, ...changes }, waitedFor: [] });
  const endings: readonly (readonly [Summary["outcome"], afterTenMinutes: string, withoutTime: string])[] = [
    ["completed", "completed in 10 min", "completed"],
    ["rolled-back", "rolled back after 10 min", "rolled back"],
    ["paused", "paused by manual control", "paused by manual control"],
    ["updated-in-place", "updated in place in 10 min", "updated in place"],
    ["update-failed", "update in place given up after 10 min", "update in place given up"],
    ["rollout-failed", "rollout given up after 10 min", "rollout given up"],
    ["started", "started in 10 min", "started"],
    ["start-failed", "start given up after 10 min", "start given up"],
    ["in-progress", "still under way at the horizon", "still under way at the horizon"],
    ["terminated", "terminated", "terminated"],
    ["none", "no update", "no update"],
  ];

  it.each(endings)("tells how it ended and when, if that is known (%s)", (outcome, timed, untimed) => {
    expect(outcomeOf({ outcome, durationMinutes: 10 })).toBe(timed);
    expect(outcomeOf({ outcome, durationMinutes: null })).toBe(untimed);
  });

  it("tells what it waited for, and that commands were refused", () => {
    const refused = (refusedCommands: number) => outcomeOf({ outcome: "none", refusedCommands });
    expect([0, 1, 2].map(refused)).toEqual([
      "no update",
      "no update, 1 command refused",
      "no update, 2 commands refused",
    ]);
    const lack = {
      kind: "pool",
      workerGroup: "gpu",
      pool: "gpu",
      nodesOut: 2,
      maxNodes: 2,
      isOutOfStock: false,
    } as const;
    const wait = {
      version: "v2",
      lack,
      what: "2 GPUs\u001b",
      sinceSeconds: 60,
      untilSeconds: 180,
    };
    expect(
      describeOutcome({
        summary: { ...summary, outcome: "in-progress", refusedCommands: 1 },
        waitedFor: [wait, { ...wait, what: "a node" }],
      }),
    ).toBe(
      "still under way at the horizon, v2 waited 2 min for 2 GPUs , v2 waited 2 min for a node, 1 command refused",
    );
  });
});

describe("failed requests in words", () => {
  it("are counted by reason, those that there were", () => {
    const none = Object.fromEntries(failureReasons.map((reason) => [reason, 0])) as Record<
      (typeof failureReasons)[number],
      number
    >;
    expect(describeFailures(none)).toBe("");
    expect(describeFailures({ ...none, timeout: 1200, "caller-gone": 1 })).toBe(
      "1,200 timed out, 1 cancelled with their caller",
    );
    const words = failureReasons.map((reason) => describeFailures({ ...none, [reason]: 1 }));
    expect(new Set(words).size).toBe(failureReasons.length);
    for (const word of words) expect(word).toMatch(/^1 [a-z ]+$/);
  });
});

describe("a step in words", () => {
  it("is named by what it does, or by its strategy", () => {
    const kinds: readonly (readonly [PlayedStepKind, string])[] = [
      ["before", "before"],
      ["start", "start"],
      ["scale-up", "scale up"],
      ["shift", "shift"],
      ["trim", "trim"],
      ["roll-back-at-once", "roll back"],
      ["step", "step"],
      ["service-start", "start up"],
      ["in-place", "in place"],
      ["after", "after"],
    ];
    expect(kinds.map(([kind]) => describeStepKind(kind))).toEqual(kinds.map(([, words]) => words));
    expect(describeStep({ kind: "step", name: "half of the pods" })).toBe("half of the pods");
    expect(describeStep({ kind: "scale-up" })).toBe("scale up");
  });
});

describe("the peak of a plan in words", () => {
  it("is the capacity of both versions, GPUs where there are any, and each deployment with its surge if it has one", () => {
    const { plan } = plans[0]!;
    expect(describePlanPeak(plan)).toEqual([
      "Both versions: 125 % capacity, 10 GPUs.",
      "llm: 10 replicas in step 1, a surge of 25 %.",
    ]);
    const deployments = { llm: { replicas: 1200, stepIndex: 3, surgePercent: null } };
    expect(describePlanPeak({ ...plan, peak: { ...plan.peak, gpuCount: 0, deployments } })).toEqual([
      "Both versions: 125 % capacity.",
      "llm: 1,200 replicas in step 3.",
    ]);
  });
});
