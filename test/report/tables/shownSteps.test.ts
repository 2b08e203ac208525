import { describe, expect, it } from "vitest";
import { shownSteps } from "../../../src/report/tables/shownSteps.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";

describe("the steps that tables show", () => {
  it("are all but the start of a plan that did not last", () => {
    const step = gpuSurgeResult().steps[0]!;
    const start = { ...step, kind: "start", startSeconds: 60 } as const;
    const shift = { ...step, kind: "shift", startSeconds: 60, endSeconds: 60 } as const;
    const lasting = { ...start, endSeconds: 61 };
    const steps = [{ ...start, endSeconds: 60 }, lasting, shift];
    expect(shownSteps(steps)).toEqual([lasting, shift]);
  });
});
