import { describe, expect, it } from "vitest";
import { timeScale } from "../../../src/report/charts/timeScale.ts";

describe("the time axis of a chart", () => {
  it("goes over exactly the window, in minutes", () => {
    const { field, type, scale } = timeScale({ startSeconds: 100, endSeconds: 600 }, { axis: "bare" });
    expect({ field, type, scale }).toEqual({
      field: "minute",
      type: "quantitative",
      scale: { domain: [1.6667, 10], nice: false, zero: false },
    });
  });

  it("says what it counts, or nothing at all where another one below does", () => {
    const window = { startSeconds: 0, endSeconds: 60 };
    expect(timeScale(window, { axis: "labelled" }).axis).toEqual({ title: "time since the start (min)" });
    expect(timeScale(window, { axis: "bare" }).axis).toEqual({ title: null, labels: false, ticks: false });
  });
});
