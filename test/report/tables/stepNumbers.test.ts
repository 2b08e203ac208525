import { describe, expect, it } from "vitest";
import { stepNumbers } from "../../../src/report/tables/stepNumbers.ts";
import type { PlayedStepKind } from "../../../src/simulation/result/PlayedStep.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";

describe("the numbers of steps", () => {
  it("count on through all plans; where a plan begins and what lies outside of plans has none", () => {
    const step = gpuSurgeResult().steps[0]!;
    const kinds: readonly PlayedStepKind[] = [
      "before",
      "start",
      "scale-up",
      "shift",
      "start",
      "roll-back-at-once",
      "in-place",
      "trim",
      "after",
    ];
    const numbers = stepNumbers(kinds.map((kind) => ({ ...step, kind })));
    expect(numbers).toEqual([null, null, 1, 2, null, 3, null, 4, null]);
  });
});
