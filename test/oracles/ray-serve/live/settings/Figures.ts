import type { SimulationResult } from "../../../../../src/simulation/result/SimulationResult.ts";
import type { RecordedRun, RecordedSetting } from "./RecordedSetting.ts";
import { patienceSeconds } from "./scenarioOfSetting.ts";

/** What is compared of a run, by name. A figure that a run does not have (no replica was added) is `null`. */
export type Figures = Readonly<Record<string, number | null>>;

/** A change of the number of replicas that are wanted. */
interface Decision {
  readonly atSeconds: number;
  readonly from: number;
  readonly to: number;
}

/** Times from which to which a replica takes requests. */
type Span = readonly [fromSeconds: number, toSeconds: number];

/** The figures of one recorded run. */
export function recordedFigures({ setting, requests }: RecordedSetting, run: RecordedRun): Figures {
  const { done } = run.columns;
  const failures = Object.keys(run.failures).map(Number);
  const failed = new Set(failures);
  const latencies = done.flatMap((value, index) =>
    value === null || failed.has(index) ? [] : [value / 10_000],
  );
  const decisions = run.events
    .filter(([, kind]) => kind === "decision")
    .map(([atSeconds, , , from, to]) => ({ atSeconds, from: Number(from), to: Number(to) }));
  return figures(setting, {
    latencies,
    failures: failures.length,
    spans: recordedSpans(run),
    decisions,
    count: requests.arrival.length,
  });
}

/** The figures of one simulated run. */
export function simulatedFigures({ setting, requests }: RecordedSetting, result: SimulationResult): Figures {
  const { summary } = result;
  const spans = result.replicas.flatMap(
    ({ runningAtSeconds, drainingAtSeconds, goneAtSeconds }): readonly Span[] =>
      runningAtSeconds === null
        ? []
        : [[runningAtSeconds, drainingAtSeconds ?? goneAtSeconds ?? Number.POSITIVE_INFINITY]],
  );
  // Only settings of one deployment autoscale.
  const decisions = result.targets.flatMap(({ atSeconds, targetReplicas: to }, index) => {
    const from = result.targets[index - 1]?.targetReplicas ?? to;
    return from === to ? [] : [{ atSeconds, from, to }];
  });
  return {
    ...figures(setting, {
      latencies: null,
      failures: summary.failedRequests,
      spans,
      decisions,
      count: requests.arrival.length,
    }),
    "mean latency": summary.meanLatencySeconds,
    "p50 latency": summary.p50LatencySeconds,
    "p90 latency": summary.p90LatencySeconds,
    "p99 latency": summary.p99LatencySeconds,
  };
}

function figures(
  setting: RecordedSetting["setting"],
  seen: {
    readonly latencies: readonly number[] | null;
    readonly failures: number;
    readonly spans: readonly Span[];
    readonly decisions: readonly Decision[];
    readonly count: number;
  },
): Figures {
  const { latencies, spans, decisions } = seen;
  const sorted = [...(latencies ?? [])].sort((a, b) => a - b);
  const changes = spans.some(([from, to]) => from > 0 || to < setting.endSeconds);
  const mayRefuse = setting.application.deployments.some((each) => "max_queued_requests" in each);
  const inTime = decisions.filter(({ atSeconds }) => atSeconds > 0 && atSeconds < setting.endSeconds);
  const ups = inTime.filter(({ from, to }) => to > from);
  const most = Math.max(0, ...ups.map(({ to }) => to));
  const autoscales = setting.application.deployments.some((each) => "autoscaling_config" in each);
  return {
    "mean latency": sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    "p50 latency": quantile(sorted, 0.5),
    "p90 latency": quantile(sorted, 0.9),
    "p99 latency": quantile(sorted, 0.99),
    ...(changes || autoscales ? { "replica-seconds": replicaSeconds(spans, setting.endSeconds) } : {}),
    ...(mayRefuse ? { "share refused": seen.failures / seen.count } : {}),
    ...(autoscales
      ? {
          "first way up": ups[0]?.atSeconds ?? null,
          "at the most": ups.find(({ to }) => to === most)?.atSeconds ?? null,
          "first way down": inTime.find(({ from, to }) => to < from)?.atSeconds ?? null,
        }
      : {}),
  };
}

/** Running replicas over time, added up until the last arrival. */
function replicaSeconds(spans: readonly Span[], endSeconds: number): number {
  return spans.reduce(
    (sum, [from, to]) => sum + Math.max(0, Math.min(to, endSeconds) - Math.max(0, from)),
    0,
  );
}

function recordedSpans({ events }: RecordedRun): readonly Span[] {
  const running = events.filter(([, kind]) => kind === "running");
  return running.map(([from, , replica]): Span => {
    const end = events.find(
      ([at, kind, name]) => at > from && name === replica && (kind === "stopping" || kind === "gone"),
    );
    return [from, end?.[0] ?? Number.POSITIVE_INFINITY];
  });
}

/** As the simulation counts: the value of the request at that rank. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export { patienceSeconds };
