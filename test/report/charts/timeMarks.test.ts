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
});
