import { describe, expect, it } from "vitest";
import { estimateTextWidth } from "../../../src/report/charts/estimateTextWidth.ts";
import { timeMarks } from "../../../src/report/charts/timeMarks.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";

const window = { startSeconds: 0, endSeconds: 3600 };

/** The same run with many steps, close to each other. */
function crowded(stepCount: number, apartSeconds: number) {
  const result = gpuSurgeResult({ ending: "rolled-back" });
  const template = result.steps[2]!;
  const steps = Array.from({ length: stepCount }, (_, index) => ({
    ...template,
    startSeconds: 600 + index * apartSeconds,
    endSeconds: 600 + (index + 1) * apartSeconds,
  }));
  return { ...result, steps };
}

describe("marks", () => {
  it("never lay one label over another, however close the steps are", () => {
    for (const apartSeconds of [0, 1, 5, 20, 60]) {
      const marks = timeMarks(crowded(60, apartSeconds), window, 820);
      for (const lane of [0, 1, 2, 3]) {
        let end = Number.NEGATIVE_INFINITY;
        for (const mark of marks.filter((one) => one.lane === lane && one.label !== "")) {
          const centre = (mark.minute / 60) * 820;
          const half = estimateTextWidth(mark.label, 12) / 2;
          expect(centre - half).toBeGreaterThan(end);
          end = centre + half;
        }
      }
    }
  });

  it("keep the rule of every step whose label found no room", () => {
    const marks = timeMarks(crowded(60, 1), window, 820);
    expect(marks.filter(({ kind }) => kind === "step").length).toBe(60);
    expect(marks.filter(({ kind, label }) => kind === "step" && label !== "").length).toBeLessThan(10);
  });

  it("leave out what is not within the window", () => {
    expect(timeMarks(crowded(10, 60), { startSeconds: 0, endSeconds: 599 }, 820)).toEqual([]);
  });

  it("hold what lies on either edge of the window", () => {
    const result = crowded(2, 60);
    const minutes = (startSeconds: number, endSeconds: number) =>
      timeMarks(result, { startSeconds, endSeconds }, 820)
        .filter(({ kind }) => kind === "step")
        .map(({ minute }) => minute);
    expect(minutes(600, 660)).toEqual([10, 11]);
    expect(minutes(601, 659)).toEqual([]);
  });

  it("tell when a rollout began and how it ended, in rows above the numbers of its steps", () => {
    const completed = timeMarks(gpuSurgeResult(), window, 5000);
    const above = completed.filter(({ kind }) => kind !== "step");
    expect(above.map(({ label, kind }) => [label, kind])).toEqual([
      ["deploy", "milestone"],
      ["completed", "milestone"],
    ]);
    expect(above.every(({ lane }) => lane === 1)).toBe(true);
    const numbers = completed.filter(({ kind }) => kind === "step");
    expect(numbers.map(({ label }) => label)).toEqual(numbers.map((_, index) => String(index + 1)));
    expect(numbers.every(({ lane }) => lane === 0)).toBe(true);
    const rolledBack = timeMarks(gpuSurgeResult({ ending: "rolled-back" }), window, 5000);
    expect(rolledBack.filter(({ kind }) => kind !== "step").map(({ label, kind }) => [label, kind])).toEqual([
      ["deploy", "milestone"],
      ["automatic rollback", "rollback"],
      ["rolled back", "milestone"],
    ]);
    // The jump back is told by the label of its plan, not by a number too.
    const steps = gpuSurgeResult({ ending: "rolled-back" }).steps;
    const jumps = steps
      .filter(({ kind }) => kind === "roll-back-at-once")
      .map((step) => step.startSeconds / 60);
    expect(jumps).toHaveLength(1);
    expect(rolledBack.filter(({ kind, minute }) => kind === "step" && minute === jumps[0])).toEqual([]);
  });

  it("name what moved traffic by its cause, and how the service or an update in place ended", () => {
    const result = gpuSurgeResult();
    const plan = result.plans[0]!;
    const change = result.splits[0]!;
    const command = result.commands[0]!;
    const state = result.serviceStates[0]!;
    const update = { ...command, kind: "update-in-place", accepted: true } as const;
    const marks = timeMarks(
      {
        ...result,
        steps: [],
        plans: [
          { ...plan, atSeconds: 0, cause: "command", canaryPercent: 40 },
          { ...plan, atSeconds: 120, cause: "command", canaryPercent: null },
          { ...plan, atSeconds: 540, cause: "manual-rollback" },
        ],
        splits: [
          { ...change, atSeconds: 240, cause: "finish", planIndex: null },
          { ...change, atSeconds: 300, cause: "terminate", planIndex: null },
        ],
        commands: [
          { ...update, atSeconds: 360 },
          { ...update, atSeconds: 400, accepted: false },
          { ...command, kind: "terminate", accepted: true, atSeconds: 410 },
          { ...update, atSeconds: 480 },
        ],
        serviceStates: [
          { ...state, atSeconds: 360, state: "RUNNING" },
          { ...state, atSeconds: 361, state: "UPDATING" },
          { ...state, atSeconds: 420, state: "RUNNING" },
        ],
      },
      window,
      9000,
    );
    expect(marks.map(({ minute, label, kind }) => [minute, label, kind])).toEqual([
      [0, "to 40 %", "milestone"],
      [2, "command", "milestone"],
      [4, "finished", "milestone"],
      [5, "terminated", "milestone"],
      [6, "update in place", "milestone"],
      [7, "updated", "milestone"],
      [8, "update in place", "milestone"],
      [9, "rollback", "rollback"],
    ]);
  });

  it("stand in up to three rows where they are close; what finds no room there has no label", () => {
    const result = gpuSurgeResult();
    const plan = result.plans[0]!;
    const plans = Array.from({ length: 5 }, (_, index) => ({ ...plan, atSeconds: 600 + index }));
    const marks = timeMarks({ ...result, steps: [], splits: [], commands: [], plans }, window, 820);
    expect(marks.map(({ label, lane }) => [label, lane])).toEqual([
      ["deploy", 1],
      ["deploy", 2],
      ["deploy", 3],
      ["", 0],
      ["", 0],
    ]);
  });

  it("stand in three rows at the left edge too, where they reach beyond the plot", () => {
    const result = gpuSurgeResult();
    const plans = Array.from({ length: 4 }, () => ({ ...result.plans[0]!, atSeconds: 600 }));
    const atEdge = { startSeconds: 600, endSeconds: 3600 };
    const marks = timeMarks({ ...result, steps: [], splits: [], commands: [], plans }, atEdge, 820);
    expect(marks.map(({ lane }) => lane)).toEqual([1, 2, 3, 0]);
  });

  it("leave eight pixels between one label and the next", () => {
    const result = gpuSurgeResult();
    const plan = result.plans[0]!;
    const laneOfSecond = (apartPixels: number) =>
      timeMarks(
        {
          ...result,
          steps: [],
          splits: [],
          commands: [],
          plans: [
            { ...plan, atSeconds: 1100 },
            { ...plan, atSeconds: 1100 + apartPixels },
          ],
        },
        { startSeconds: 1000, endSeconds: 2000 },
        1000,
      )[1]?.lane;
    const width = estimateTextWidth("deploy", 12);
    expect(laneOfSecond(width + 8)).toBe(1);
    expect(laneOfSecond(width + 7)).toBe(2);
  });
});
