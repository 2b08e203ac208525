import { describe, expect, it } from "vitest";
import { fitArrivals, leastArrivals } from "../../../src/fit/arrivals/fitArrivals.ts";
import { fitCountedArrivals } from "../../../src/fit/arrivals/fitCountedArrivals.ts";
import type { Arrivals } from "../../../src/workload/Traffic.ts";
import { drawTraffic, trafficStream } from "../../workload/arrivalStreams.ts";
import { coverage, errorsFrom } from "../drawn.ts";

const one = { kind: "fixed", value: 1 } as const;
const draw = (arrivals: Arrivals, endSeconds: number, seed = "seed") =>
  drawTraffic(trafficStream(arrivals, { endSeconds, inputTokens: one, outputTokens: one }), seed)
    .arrivalSeconds;
const seeds = Array.from({ length: 100 }, (_, index) => `seed ${index}`);

function must(ascending: Float64Array) {
  const fitted = fitArrivals(ascending);
  if (fitted === null) throw new Error("nothing is fitted");
  return fitted;
}

describe("fitted arrivals", () => {
  it("of a Poisson process are one, with its rate within its standard error, and even p-values", () => {
    const fits = seeds.map((seed) => must(draw({ kind: "poisson", requestsPerSecond: 5 }, 200, seed)));
    const poisson = fits.filter(({ arrivals }) => arrivals.kind === "poisson");
    expect(poisson.length).toBeGreaterThan(93);
    const covered = coverage(poisson.map(({ parameters }) => errorsFrom(5, parameters, "rate")));
    expect(covered).toBeGreaterThan(0.89);
    expect(poisson.filter(({ ksPValue }) => (ksPValue ?? 0) < 0.05).length).toBeLessThan(10);
    for (const { dispersions } of poisson.slice(0, 10)) {
      for (const { measured, fitted } of dispersions)
        expect(Math.abs(measured - (fitted ?? 0))).toBeLessThan(1);
    }
  });

  it.each([0.4, 1.6, 3])(
    "of gamma gaps are gamma, with their rate and variation %f within their standard errors",
    (gapCv) => {
      const fits = seeds.map((seed) => must(draw({ kind: "gamma", requestsPerSecond: 5, gapCv }, 200, seed)));
      const gamma = fits.filter(({ arrivals }) => arrivals.kind === "gamma");
      expect(gamma.length).toBeGreaterThan(90);
      for (const [name, truth] of [
        ["rate", 5],
        ["gapCv", gapCv],
      ] as const) {
        const covered = coverage(gamma.map(({ parameters }) => errorsFrom(truth, parameters, name)));
        expect(covered, name).toBeGreaterThan(0.86);
      }
    },
  );

  it("of bursts with silence between are such bursts", () => {
    const states = [
      { requestsPerSecond: 20, meanSeconds: 2 },
      { requestsPerSecond: 0, meanSeconds: 6 },
    ] as const;
    const { arrivals, ksDistance } = must(draw({ kind: "mmpp", states }, 4000));
    expect(arrivals.kind).toBe("mmpp");
    if (arrivals.kind !== "mmpp") return;
    expect(arrivals.states[0].requestsPerSecond / 20).toBeCloseTo(1, 1);
    expect(Math.abs(arrivals.states[0].meanSeconds / 2 - 1)).toBeLessThan(0.15);
    expect(Math.abs(arrivals.states[1].meanSeconds / 6 - 1)).toBeLessThan(0.15);
    expect(ksDistance).toBeLessThan(0.02);
  });

  it("of a rate that moves in steps has these steps, drawn or even", () => {
    const points = [
      { atSeconds: 0, requestsPerSecond: 2 },
      { atSeconds: 300, requestsPerSecond: 9 },
      { atSeconds: 600, requestsPerSecond: 4 },
    ];
    for (const process of ["poisson", "constant"] as const) {
      const { arrivals } = must(draw({ kind: "schedule", interpolation: "step", process, points }, 1000));
      expect(arrivals.kind).toBe("schedule");
      if (arrivals.kind !== "schedule") return;
      expect(arrivals.process).toBe(process);
      expect(arrivals.points).toHaveLength(3);
      arrivals.points.forEach(({ atSeconds, requestsPerSecond }, index) => {
        expect(Math.abs(atSeconds - points[index]!.atSeconds)).toBeLessThan(10);
        expect(Math.abs(requestsPerSecond / points[index]!.requestsPerSecond - 1)).toBeLessThan(0.12);
      });
    }
  });

  it("has a second step only by chance where there is none: in fewer than one of twenty cases", () => {
    const kinds = seeds.map(
      (seed) => must(draw({ kind: "poisson", requestsPerSecond: 20 }, 300, seed)).arrivals.kind,
    );
    expect(kinds.filter((kind) => kind === "schedule").length).toBeLessThan(5);
  });

  it("of four days with a daily curve has the rate of each hour, in the hours of its time zone", () => {
    const hourFactors = Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 20 ? 2 : 0.5));
    const daily = {
      kind: "daily",
      curve: { shape: "hours", requestsPerSecond: 0.05, hourFactors },
      startHour: 6,
      startDay: 2,
      dayFactors: null,
    } as const;
    const days = draw(daily, 4 * 86_400);
    // Wednesday, 1 January 2025, 6:00 UTC.
    const moments = days.map((seconds) => 1_735_711_200 + seconds);
    const { arrivals, tried } = must(moments);
    expect(tried.map(({ kind }) => kind)).toContain("daily");
    expect(arrivals.kind).toBe("daily");
    if (arrivals.kind !== "daily" || arrivals.curve.shape !== "hours") return;
    expect(arrivals.startDay).toBe(2);
    expect(arrivals.startHour).toBeCloseTo(6, 1);
    const { curve } = arrivals;
    hourFactors.forEach((factor, hour) => {
      const rate = curve.requestsPerSecond * curve.hourFactors[hour]!;
      expect(Math.abs(rate / (0.05 * factor) - 1), `hour ${hour}`).toBeLessThan(0.4);
    });
    const shifted = fitArrivals(moments, { utcOffsetHours: -5 })?.arrivals;
    expect(shifted?.kind === "daily" && shifted.startHour).toBeCloseTo(1, 1);
  });

  it("of evenly spaced requests are constant", () => {
    const { arrivals } = must(draw({ kind: "constant", requestsPerSecond: 3 }, 100));
    expect(arrivals.kind).toBe("constant");
    expect(arrivals.kind === "constant" && arrivals.requestsPerSecond).toBeCloseTo(3, 6);
  });

  it("of a Poisson process whose times were rounded to seconds are one, and the rounding is told", () => {
    const exact = draw({ kind: "poisson", requestsPerSecond: 4 }, 500);
    const { arrivals, tickSeconds, tried } = must(exact.map(Math.floor));
    expect(tickSeconds).toBe(1);
    expect(arrivals.kind).toBe("poisson");
    expect(tried.map(({ kind }) => kind)).not.toContain("gamma");
    expect(must(exact).tickSeconds).toBeNull();
  });

  it(`are none with fewer than ${leastArrivals}, or all at one moment`, () => {
    expect(fitArrivals(Float64Array.from({ length: leastArrivals - 1 }, (_, index) => index))).toBeNull();
    expect(fitArrivals(new Float64Array(100).fill(7))).toBeNull();
  });
});

describe("arrivals from a counter that was read again and again", () => {
  it("have the rate, and the steps of one that moves", () => {
    const atSeconds = Array.from({ length: 61 }, (_, index) => 1000 + 15 * index);
    const steady = fitCountedArrivals({
      atSeconds,
      counts: atSeconds.slice(1).map((_, index) => 30 + (index % 3)),
    });
    expect(steady?.arrivals).toEqual({ kind: "poisson", requestsPerSecond: 31 / 15 });
    const moved = fitCountedArrivals({
      atSeconds,
      counts: atSeconds.slice(1).map((_, index) => (index < 20 ? 30 : 90)),
    });
    expect(moved?.arrivals).toEqual({
      kind: "schedule",
      interpolation: "step",
      process: "poisson",
      points: [
        { atSeconds: 0, requestsPerSecond: 2 },
        { atSeconds: 300, requestsPerSecond: 6 },
      ],
    });
    expect(fitCountedArrivals({ atSeconds: [0], counts: [] })).toBeNull();
  });
});
