import { describe, expect, it } from "vitest";
import { expectedRequests } from "../../../src/workload/rates/expectedRequests.ts";
import type { DailyTraffic } from "../../../src/workload/Traffic.ts";

const day = 86_400;
const wave: DailyTraffic & { readonly kind: "daily" } = {
  kind: "daily",
  curve: { shape: "wave", peakRequestsPerSecond: 10, troughRequestsPerSecond: 2, peakHour: 15 },
  startHour: 0,
  startDay: 0,
  dayFactors: null,
};

describe("the requests that are expected", () => {
  it("of a trace are those that it has before that time", () => {
    const arrivalSeconds = Float64Array.of(0, 1, 1, 4);
    const trace = { arrivalSeconds, inputTokens: arrivalSeconds, outputTokens: arrivalSeconds };
    const expected = [0, 1, 1.5, 4, 5].map((seconds) => expectedRequests({ kind: "trace", trace }, seconds));
    expect(expected).toEqual([0, 1, 3, 3, 4]);
  });

  it("of a rate between two states are those of its mean over time", () => {
    const states = [
      { requestsPerSecond: 10, meanSeconds: 5 },
      { requestsPerSecond: 1, meanSeconds: 40 },
    ] as const;
    expect(expectedRequests({ kind: "mmpp", states }, 100)).toBeCloseTo(200, 9);
    const spikes = [{ atSeconds: 50, durationSeconds: 10, factor: 3 }];
    expect(expectedRequests({ kind: "spikes", base: { kind: "mmpp", states }, spikes }, 100)).toBeCloseTo(
      240,
      9,
    );
  });

  it("of a wave of a day follow a cosine that is highest at the peak's hour", () => {
    for (let hour = 0; hour < 24; hour += 0.5) {
      const at = (seconds: number) => expectedRequests(wave, hour * 3600 + seconds);
      const cosine = Math.cos((2 * Math.PI * (hour - 15)) / 24);
      expect((at(30) - (hour === 0 ? 0 : at(-30))) / (hour === 0 ? 30 : 60)).toBeCloseTo(6 + 4 * cosine, 1);
    }
    expect(expectedRequests(wave, day)).toBeCloseTo(6 * day, 3);
  });

  it("of a week take each day's factor, from the day of the start on", () => {
    const flat = {
      shape: "hours",
      requestsPerSecond: 1,
      hourFactors: Array.from({ length: 24 }, () => 1),
    } as const;
    const week = {
      kind: "daily",
      curve: flat,
      startHour: 12,
      startDay: 5,
      dayFactors: [1, 2, 3, 4, 5, 6, 7],
    } as const;
    const at = (days: number) => expectedRequests(week, days * day) / day;
    expect([at(0.5), at(1.5), at(2.5), at(7)]).toEqual([3, 10, 11, 28]);
    for (const startDay of [-1, 7, 0.5])
      expect(() => expectedRequests({ ...week, startDay }, 1)).toThrow(RangeError);
    for (const startHour of [-1, 24])
      expect(() => expectedRequests({ ...week, startHour }, 1)).toThrow(RangeError);
    expect(() => expectedRequests({ ...week, dayFactors: [1, 1, 1, -1, 1, 1, 1] }, 1)).toThrow(
      "a day factor",
    );
    expect(expectedRequests({ ...week, startDay: 6, startHour: 0 }, day)).toBeCloseTo(7 * day, 6);
  });
});
