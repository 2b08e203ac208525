import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Distribution } from "../../../src/engine/Distribution.ts";
import type { ArrivalsFit } from "../../../src/fit/arrivals/fitArrivals.ts";
import type { DeploymentFit } from "../../../src/fit/DeploymentFit.ts";
import type { DistributionFit } from "../../../src/fit/distributions/fitDistribution.ts";
import { printFit } from "../../../src/fit/yaml/printFit.ts";
import { writtenSeconds } from "../../../src/fit/yaml/writtenDistribution.ts";
import { parseDuration } from "../../../src/scenario/fields/parseDuration.ts";
import type { RateArrivals } from "../../../src/workload/Traffic.ts";

const goodness = { ksDistance: 0.01, andersonDarling: null, quantiles: [], meanErrorPercent: 0 };
const fitOf = (distribution: Distribution): DistributionFit => ({
  distribution,
  parameters: [],
  tried: [],
  goodness,
  measured: { values: [], shares: [] },
  observed: 100,
  cutOff: 0,
  isClose: true,
});
const arrivalsOf = (arrivals: RateArrivals): ArrivalsFit => ({
  arrivals,
  parameters: [],
  tried: [{ kind: arrivals.kind, bicAboveBest: 0 }],
  ksDistance: 0.01,
  ksPValue: 0.5,
  rescaledGapCv: 1,
  dispersions: [],
  tickSeconds: null,
  measured: { fromSeconds: [], requestsPerSecond: [] },
});
const deployment = (part: Partial<DeploymentFit>): DeploymentFit => ({
  name: "Model",
  requests: null,
  arrivals: null,
  inputTokens: null,
  outputTokens: null,
  serviceTimes: null,
  path: null,
  startUp: null,
  remarks: [],
  ...part,
});

const positive = fc.double({ min: 1e-5, max: 1e5, noNaN: true });
const distributions: fc.Arbitrary<Distribution> = fc.oneof(
  positive.map((value) => ({ kind: "fixed", value }) as const),
  positive.map((mean) => ({ kind: "exponential", mean }) as const),
  fc
    .tuple(positive, fc.double({ min: 0.001, max: 4.9, noNaN: true }))
    .map(([median, sigma]) => ({ kind: "lognormal", median, sigma }) as const),
  fc
    .tuple(positive, positive)
    .map(([a, b]) => ({ kind: "uniform", low: Math.min(a, b), high: Math.max(a, b) }) as const),
  fc.uniqueArray(fc.integer({ min: 1, max: 99_999 }), { maxLength: 20 }).chain((inner) =>
    fc.array(positive, { minLength: inner.length + 2, maxLength: inner.length + 2 }).map((values) => ({
      kind: "quantiles" as const,
      percents: [0, ...inner.sort((a, b) => a - b).map((each) => each / 1000), 100],
      values: values.sort((a, b) => a - b),
    })),
  ),
);
const rate = fc.double({ min: 1e-3, max: 1e4, noNaN: true });
const arrivals: fc.Arbitrary<RateArrivals> = fc.oneof(
  rate.map((requestsPerSecond) => ({ kind: "poisson", requestsPerSecond }) as const),
  fc
    .tuple(rate, fc.double({ min: 0.06, max: 49, noNaN: true }))
    .map(([requestsPerSecond, gapCv]) => ({ kind: "gamma", requestsPerSecond, gapCv }) as const),
  fc.tuple(rate, fc.double({ min: 0.002, max: 1e5, noNaN: true })).map(
    ([requestsPerSecond, meanSeconds]) =>
      ({
        kind: "mmpp",
        states: [
          { requestsPerSecond, meanSeconds },
          { requestsPerSecond: 0, meanSeconds },
        ],
      }) as const,
  ),
  fc.array(rate, { minLength: 24, maxLength: 24 }).map(
    (hourFactors) =>
      ({
        kind: "daily",
        curve: { shape: "hours", requestsPerSecond: 1, hourFactors },
        startHour: 23.9999,
        startDay: 6,
        dayFactors: null,
      }) as const,
  ),
  fc.array(rate, { minLength: 1, maxLength: 30 }).map(
    (rates) =>
      ({
        kind: "schedule",
        interpolation: "step",
        process: "poisson",
        points: rates.map((requestsPerSecond, index) => ({ atSeconds: 15 * index, requestsPerSecond })),
      }) as const,
  ),
);

describe("what is printed of a fit", () => {
  it("is part of a scenario, whatever was fitted and however deployments are called", () => {
    const name = fc.oneof(
      fc.constantFrom("Model", "app#Model", "constructor", "a: b", "- x", "[y]", "'q'", "LLMServer:qwen--7b"),
      fc.stringMatching(/^[ -"$-~]{1,30}$/).filter((text) => text.trim() === text),
    );
    fc.assert(
      fc.property(name, distributions, distributions, arrivals, (called, time, tokens, traffic) => {
        const whole = deployment({
          name: called,
          arrivals: arrivalsOf(traffic),
          inputTokens: fitOf(tokens),
          startUp: fitOf(time),
          serviceTimes: {
            tokens: null,
            distribution: fitOf(time),
            slowdown: { slowdownPerOngoingRequest: 0.03, standardError: 0.01 },
            basis: { used: "all", requests: 100, leftOut: 0, includesWay: false, correlationWithLoad: null },
          },
          remarks: [{ about: "tokens", kind: "unknown", message: "a\nname: other" }],
        });
        // It throws where it cannot be read.
        const read = parse(printFit([whole], ["a heading\nof two lines"]));
        expect(Object.keys(read)).toEqual(["deployments", "traffic"]);
        expect(read.traffic).toHaveLength(1);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it("has times by tokens where these say most", () => {
    const tokens = {
      baseSeconds: 0.08,
      perInputTokenSeconds: 2.03e-5,
      perOutputTokenSeconds: 0.02,
      parameters: [],
      explainedShare: 0.97,
    };
    const basis = {
      used: "all",
      requests: 100,
      leftOut: 0,
      includesWay: false,
      correlationWithLoad: null,
    } as const;
    const text = printFit([
      deployment({ serviceTimes: { tokens, distribution: null, slowdown: null, basis } }),
    ]);
    expect(text).toContain("serviceTime: { base: 80ms, perInputToken: 20.3us, perOutputToken: 20ms }");
  });

  it("has the way to replicas where both ends show it, and none where it is in the service times", () => {
    const path = {
      idle: fitOf({ kind: "lognormal", median: 0.005, sigma: 0.3 }),
      mostBeside: 1,
      requests: 100,
      perOngoingRequest: null,
    };
    expect(printFit([deployment({ path })])).toContain(
      "overhead: { proxy: { way: { median: 5ms, sigma: 0.3 } } }",
    );
    const basis = {
      used: "all",
      requests: 100,
      leftOut: 0,
      includesWay: true,
      correlationWithLoad: null,
    } as const;
    const distribution = fitOf({ kind: "exponential", mean: 1 });
    const text = printFit([
      deployment({ serviceTimes: { tokens: null, distribution, slowdown: null, basis } }),
    ]);
    expect(text).toContain("\n    overhead: none\n");
  });

  it("is a comment alone where nothing could be identified", () => {
    expect(parse(printFit([deployment({})]))).toBeNull();
  });

  it("writes times so that they are read again, to four digits", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e7, noNaN: true }), (seconds) => {
        const read = parseDuration(writtenSeconds(seconds));
        expect(read).not.toBeNull();
        expect(Math.abs((read ?? 0) / seconds - 1)).toBeLessThan(6e-4);
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(writtenSeconds(0)).toBe("0s");
  });
});
