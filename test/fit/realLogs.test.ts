import { describe, expect, it } from "vitest";
import { fitArrivals } from "../../src/fit/arrivals/fitArrivals.ts";
import { fitServiceTimes } from "../../src/fit/times/fitServiceTimes.ts";
import { readRecording } from "../oracles/ray-serve/live/readRecording.ts";
import { readRealTrace, realTracesAbsent } from "../workload/realTraces.ts";

const title = realTracesAbsent === null ? "real traces" : `real traces (${realTracesAbsent})`;

describe.skipIf(realTracesAbsent !== null)(title, () => {
  const must = (fileName: string) => {
    const found = fitArrivals(readRealTrace(fileName).arrivalSeconds);
    if (found === null) throw new Error("nothing is fitted");
    return found;
  };

  it("of chats are a Poisson process whose rate moves, with their dispersion in windows of a minute", () => {
    const { arrivals, rescaledGapCv, dispersions, ksDistance } = must("azure-llm-2023-conv.csv");
    expect(arrivals.kind).toBe("schedule");
    expect(rescaledGapCv).toBeCloseTo(1.03, 1);
    expect(ksDistance).toBeLessThan(0.03);
    const minute = dispersions.find(({ windowSeconds }) => windowSeconds === 60);
    expect(minute?.measured).toBeGreaterThan(10);
    expect(Math.abs((minute?.fitted ?? 0) / (minute?.measured ?? 1) - 1)).toBeLessThan(0.15);
  });

  it("of code completion are told to be burstier than anything that is drawn", () => {
    const { ksDistance, ksPValue } = must("azure-llm-2023-code.csv");
    expect(ksPValue).toBeLessThan(0.001);
    expect(ksDistance).toBeGreaterThan(0.1);
  });

  it("of two hours and 220,000 requests are fitted in seconds", { timeout: 20_000 }, () => {
    const { arrivals, rescaledGapCv } = must("servegen-r1-evening.csv.gz");
    expect(arrivals.kind).toBe("schedule");
    expect(rescaledGapCv).toBeGreaterThan(1);
  });
});

describe("a recording of real Ray Serve", () => {
  const { requests, phases, serviceSeconds } = { phases: [2, 9, 4.2, 14.5, 1.5], ...readRecording() };
  const arrivalSeconds = Float64Array.from(requests.arrivalSeconds);

  it("has the steps of the rate that its client played, evenly spaced", () => {
    const found = fitArrivals(arrivalSeconds)?.arrivals;
    expect(found?.kind).toBe("schedule");
    if (found?.kind !== "schedule") return;
    expect(found.process).toBe("constant");
    expect(found.points).toHaveLength(phases.length);
    found.points.forEach(({ requestsPerSecond }, index) => {
      expect(Math.abs(requestsPerSecond / phases[index]! - 1), `phase ${index}`).toBeLessThan(0.06);
    });
  });

  it("has its service time, and what Ray adds to it, where the slots are known", () => {
    const found = fitServiceTimes(
      {
        arrivalSeconds,
        durationSeconds: Float64Array.from(requests.latencySeconds),
        waitSeconds: null,
        outcomes: Uint8Array.from(requests.latencySeconds, (_, index) =>
          String(index) in requests.errors ? 2 : 0,
        ),
        inputTokens: null,
        outputTokens: null,
        replicas: null,
        takenBy: "caller",
      },
      { slots: 4 },
    );
    if (typeof found === "string") throw new Error(found);
    const median =
      found.distribution?.goodness.quantiles.find(({ percent }) => percent === 50)?.measured ?? 0;
    expect(median).toBeGreaterThan(serviceSeconds);
    expect(median).toBeLessThan(serviceSeconds + 0.06);
  });
});
