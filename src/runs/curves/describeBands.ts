import { inOrder, quantile } from "../quantile.ts";
import { bandFractions } from "../rangeOf.ts";
import type { Band, LaneBands, RunBands } from "./RunBands.ts";
import type { Curve, LaneCurves, RunCurves } from "./RunCurves.ts";

/** More moments are no longer told apart on a chart. */
const mostMoments = 1000;

/** The bands over the curves of at least one run. A run that never had a version has nothing of it. */
export function describeBands(runs: readonly RunCurves[]): RunBands {
  const describe = (lane: string): LaneBands => {
    const own = runs.map((run) => run.find((curves) => curves.lane === lane) ?? nothing);
    const latency = (percentile: keyof LaneCurves["latency"]) =>
      bandOfPoints(own.map((curves) => curves.latency[percentile]));
    return {
      lane,
      capacity: bandOfLevels(own.map(({ capacity }) => capacity)),
      traffic: bandOfLevels(own.map(({ traffic }) => traffic)),
      queue: bandOfLevels(own.map(({ queue }) => queue)),
      latency: { p50: latency("p50"), p90: latency("p90"), p99: latency("p99") },
    };
  };
  return [...new Set(runs.flatMap((run) => run.map(({ lane }) => lane)))].map(describe);
}

const never = { seconds: [], values: [] };
const nothing: Omit<LaneCurves, "lane"> = {
  capacity: never,
  traffic: never,
  queue: never,
  latency: { p50: never, p90: never, p99: never },
};

/** Of levels that hold until the next; the first one also before. */
function bandOfLevels(curves: readonly Curve<number>[]): Band {
  const seconds = thinned(momentsOf(curves));
  const next = curves.map(() => 0);
  const columns: { low: number[]; high: number[] } = { low: [], high: [] };
  for (const moment of seconds) {
    const values = curves.map((curve, run) => {
      let after = next[run]!;
      while ((curve.seconds[after] ?? Infinity) <= moment) after++;
      next[run] = after;
      return curve.values[Math.max(0, after - 1)] ?? 0;
    });
    const sorted = inOrder(values);
    columns.low.push(quantile(sorted, bandFractions.low) ?? 0);
    columns.high.push(quantile(sorted, bandFractions.high) ?? 0);
  }
  return { seconds, ...columns };
}

/** Of points that all runs have at the same moments; a run without a value there has no part in it. */
function bandOfPoints(curves: readonly Curve<number | null>[]): Band<number | null> {
  const seconds = curves.find(({ seconds: own }) => own.length > 0)?.seconds ?? [];
  const at = (row: number) =>
    inOrder(curves.map(({ values }) => values[row] ?? null).filter((value) => value !== null));
  const sorted = seconds.map((_, row) => at(row));
  return {
    seconds,
    low: sorted.map((values) => quantile(values, bandFractions.low)),
    high: sorted.map((values) => quantile(values, bandFractions.high)),
  };
}

function momentsOf(curves: readonly Curve<number>[]): readonly number[] {
  return [...new Set(curves.flatMap(({ seconds }) => seconds))].sort((one, other) => one - other);
}

function thinned(moments: readonly number[]): readonly number[] {
  const step = Math.ceil(moments.length / mostMoments);
  return step <= 1 ? moments : moments.filter((_, index) => index % step === 0);
}
