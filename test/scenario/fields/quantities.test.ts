import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDuration } from "../../../src/scenario/fields/parseDuration.ts";
import { timeDistributionSchema } from "../../../src/scenario/fields/timeDistributionSchema.ts";
import { suggestName } from "../../../src/scenario/problems/suggestName.ts";

describe("durations", () => {
  it.each([
    ["30s", 30],
    ["5m", 300],
    ["1.5h", 5400],
    ["250ms", 0.25],
    ["20us", 0.00002],
    ["2d", 172_800],
    [".5s", 0.5],
    [" 3 s ", 3],
  ])("%j is %d seconds", (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(["", "s", "5", "5 minutes", "-5s", "1e3s", "5m30s", "NaNs", "Infinitys", "5M"])(
    "%j is none",
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );

  it("keep whole milliseconds exact", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (milliseconds) => {
        expect(parseDuration(`${milliseconds}ms`)).toBe(milliseconds / 1000);
      }),
    );
  });
});

describe("distributions", () => {
  it.each([
    ["90s", { kind: "fixed", value: 90 }],
    [
      { low: "1s", high: 2 },
      { kind: "uniform", low: 1, high: 2 },
    ],
    [{ mean: "3s" }, { kind: "exponential", mean: 3 }],
    [
      { median: "3s", sigma: 0.5 },
      { kind: "lognormal", median: 3, sigma: 0.5 },
    ],
    [
      { median: 3, p99: 3 },
      { kind: "lognormal", median: 3, sigma: 0 },
    ],
    [
      { quantiles: { 50: "2s", 100: "9s", 0: "1s" } },
      { kind: "quantiles", percents: [0, 50, 100], values: [1, 2, 9] },
    ],
  ])("%j is %j", (written, distribution) => {
    expect(timeDistributionSchema.parse(written)).toEqual(distribution);
  });

  it("place the 99th percentile of a lognormal where it is written", () => {
    const distribution = timeDistributionSchema.parse({ median: "90s", p99: "180s" });
    if (distribution.kind !== "lognormal") throw new Error("not lognormal");
    // 2.32635 standard deviations are the 99th percentile of a normal distribution.
    expect(distribution.median * Math.exp(2.3263478740408408 * distribution.sigma)).toBeCloseTo(180, 9);
  });

  it.each([
    {},
    { low: 1 },
    { low: 2, high: 1 },
    { mean: 0 },
    { median: 1 },
    { median: 1, p99: 2, sigma: 1 },
    { median: 0, p99: 1 },
    { quantiles: { 0: 1 } },
    { quantiles: { 0: 2, 100: 1 } },
    { quantiles: { 0: 1, 100: 2, 101: 3 } },
    { quantiles: { 0: 1, "0.0": 1, 100: 2 } },
    "soon",
    -1,
    Number.POSITIVE_INFINITY,
    null,
    [],
  ])("refuse %j", (written) => {
    expect(timeDistributionSchema.safeParse(written).success).toBe(false);
  });
});

describe("suggestions", () => {
  it.each([
    ["max_surge_percnt", "max_surge_percent"],
    ["maxSurgePercent", "max_surge_percent"],
    ["hroizon", "horizon"],
    ["frequency", null],
    ["C", null],
  ])("for %j: %j", (found, meant) => {
    expect(suggestName(found, ["horizon", "max_surge_percent", "A"])).toBe(meant);
  });
});
