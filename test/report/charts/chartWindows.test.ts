import { describe, expect, it } from "vitest";
import { chartWindows } from "../../../src/report/charts/chartWindows.ts";
import type { SimulationResult } from "../../../src/simulation/result/SimulationResult.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";

const base = gpuSurgeResult();

/** An hour with plans and steps of plans at these moments. */
function windowsOf(planSeconds: readonly number[], stepSeconds: readonly number[], rows = 720) {
  const result: SimulationResult = {
    ...base,
    timeline: { ...base.timeline, atSeconds: Array.from({ length: rows }, (_, row) => row * 5) },
    plans: planSeconds.map((atSeconds) => ({ ...base.plans[0]!, atSeconds })),
    splits: [
      { ...base.splits[0]!, atSeconds: 0, planIndex: null },
      ...stepSeconds.map((atSeconds) => ({ ...base.splits[1]!, atSeconds, planIndex: 0 })),
      { ...base.splits[0]!, atSeconds: 3590, planIndex: null },
    ],
  };
  return chartWindows(result);
}

describe("the stretch of time that charts show", () => {
  const whole = { startSeconds: 0, endSeconds: 3600 };

  it("is the whole run to the end of its last row", () => {
    expect(windowsOf([600], [660]).whole).toEqual(whole);
    expect(windowsOf([], [], 1).whole).toEqual({ startSeconds: 0, endSeconds: 5 });
    expect(windowsOf([], [], 0).whole).toEqual({ startSeconds: 0, endSeconds: 5 });
  });

  it("begins a fifth of the rollout before its plan and ends two fifths after its last step, at a round moment", () => {
    expect(windowsOf([1200], [1200, 1700]).rollout).toEqual({ startSeconds: 1080, endSeconds: 1920 });
    expect(windowsOf([1201], [1300, 1501]).rollout).toEqual({ startSeconds: 1140, endSeconds: 1630 });
  });

  it("is rounded to minutes for a rollout of more than five, and to ten seconds for a shorter one", () => {
    expect(windowsOf([1200], [1501]).rollout).toEqual({ startSeconds: 1080, endSeconds: 1680 });
    expect(windowsOf([1200], [1500]).rollout).toEqual({ startSeconds: 1140, endSeconds: 1620 });
    expect(windowsOf([1205], [1505]).rollout).toEqual({ startSeconds: 1140, endSeconds: 1630 });
  });

  it("takes a rollout for at least a minute long", () => {
    expect(windowsOf([1200], [1201]).rollout).toEqual({ startSeconds: 1180, endSeconds: 1230 });
  });

  it("goes from the first of several rollouts to the last", () => {
    expect(windowsOf([1200, 1500], [1210, 1510, 1700]).rollout).toEqual(windowsOf([1200], [1700]).rollout);
    expect(windowsOf([1700], [1200]).rollout).toEqual(windowsOf([1200], [1700]).rollout);
  });

  it("stays within the run", () => {
    expect(windowsOf([10], [400]).rollout.startSeconds).toBe(0);
    expect(windowsOf([3000], [3590]).rollout.endSeconds).toBe(3600);
  });

  it("is the whole run for a rollout of more than two fifths of it, and where there was none", () => {
    expect(windowsOf([600], [2040]).rollout).toEqual({ startSeconds: 300, endSeconds: 2640 });
    expect(windowsOf([600], [2041]).rollout).toEqual(whole);
    expect(windowsOf([], []).rollout).toEqual(whole);
  });

  it("is that around a rollout without a plan too, to its end, or to its last step where it has none yet", () => {
    const rollout = { atSeconds: 600, strategy: "mine", laws: [] };
    const unplanned = (outcome: "completed" | null, cause: "step" | "finish") =>
      chartWindows({
        ...base,
        plans: [],
        rollouts: [{ ...rollout, outcome }],
        splits: [
          { ...base.splits[0]!, atSeconds: 0 },
          { ...base.splits[1]!, atSeconds: 660, planIndex: null, cause: "step" },
          { ...base.splits[1]!, atSeconds: 900, planIndex: null, cause },
          {
            ...base.splits[1]!,
            atSeconds: 3000,
            planIndex: null,
            cause: outcome === null ? "start" : "step",
          },
        ],
      }).rollout;
    expect(unplanned("completed", "finish")).toEqual({ startSeconds: 540, endSeconds: 1020 });
    expect(unplanned(null, "step")).toEqual({ startSeconds: 540, endSeconds: 1020 });
  });
});
