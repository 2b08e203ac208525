import { describe, expect, it } from "vitest";
import { describeBands } from "../../../src/runs/curves/describeBands.ts";
import { describeCurves } from "../../../src/runs/curves/describeCurves.ts";
import type { Curve, LaneCurves, RunCurves } from "../../../src/runs/curves/RunCurves.ts";
import { gpuSurgeResult } from "../../report/gpuSurgeResult.ts";

const levels = (...points: readonly (readonly [number, number])[]): Curve<number> => ({
  seconds: points.map(([seconds]) => seconds),
  values: points.map(([, value]) => value),
});
const none: Curve<number> = { seconds: [], values: [] };
const curvesOf = (changes: Partial<LaneCurves>): RunCurves => [
  {
    lane: "canary",
    capacity: none,
    traffic: none,
    queue: none,
    latency: { p50: none, p90: none, p99: none },
    ...changes,
  },
];
const bandsOf = (runs: readonly RunCurves[], wanted = "canary") => {
  const found = describeBands(runs).find(({ lane }) => lane === wanted);
  if (found === undefined) throw new Error(`there is no lane ${wanted}`);
  return found;
};

describe("the band over the curves of several runs", () => {
  it("follows levels from each moment at which any run changes", () => {
    const { capacity } = bandsOf([
      curvesOf({ capacity: levels([0, 0], [10, 100]) }),
      curvesOf({ capacity: levels([0, 0], [20, 100]) }),
      curvesOf({ capacity: levels([0, 0], [30, 100]) }),
    ]);
    expect(capacity.seconds).toEqual([0, 10, 20, 30]);
    expect(capacity.low).toEqual([0, 0, 20, 100]);
    expect(capacity.high).toEqual([0, 80, 100, 100]);
  });

  it("asks of latency only the runs that answered, and has a gap where none did", () => {
    const points = (...values: readonly (number | null)[]) => ({ seconds: [5, 15, 25], values });
    const latency = (...values: readonly (number | null)[]) =>
      curvesOf({ latency: { p50: none, p90: none, p99: points(...values) } });
    const { p99 } = bandsOf([latency(1, null, 3), latency(null, null, 3)]).latency;
    expect(p99).toEqual({ seconds: [5, 15, 25], low: [1, null, 3], high: [1, null, 3] });
  });

  it("lies on the curve where there is one run", () => {
    const curves = describeCurves(gpuSurgeResult());
    const primary = curves.find(({ lane }) => lane === "primary")!;
    const { traffic, queue, latency } = bandsOf([curves], "primary");
    expect(traffic).toMatchObject({ low: primary.traffic.values, high: primary.traffic.values });
    expect(queue).toMatchObject({ low: primary.queue.values, high: primary.queue.values });
    expect(latency.p50.low).toEqual(primary.latency.p50.values);
  });

  it("counts a run that never had a version as one in which it has nothing", () => {
    const some = curvesOf({ lane: "v3", capacity: levels([0, 0], [10, 100]) });
    expect(bandsOf([some, some, []], "v3").capacity).toMatchObject({ low: [0, 20], high: [0, 100] });
  });

  it("has at most a thousand moments, however many changes there were", () => {
    const busy = Array.from({ length: 40 }, (_, index) =>
      curvesOf({ queue: levels(...Array.from({ length: 100 }, (_, at) => [at + index / 40, at] as const)) }),
    );
    expect(bandsOf(busy).queue.seconds.length).toBeLessThanOrEqual(1000);
  });
});
