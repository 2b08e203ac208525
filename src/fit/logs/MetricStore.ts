import type { CountedArrivals } from "../arrivals/fitCountedArrivals.ts";
import type { Bucket } from "../distributions/Observations.ts";
import type { MetricSample } from "./LogSink.ts";
import { parseValue } from "./PrometheusText.ts";

/** A deployment as metrics name it. */
export interface MetricDeployment {
  readonly application: string | null;
  readonly deployment: string;
}

/** Counts of a histogram by its upper bounds, ascending, and the sum of what was counted; times in milliseconds. */
interface Histogram {
  readonly bounds: Map<number, number>;
  sum: number;
}

interface Series {
  readonly labels: ReadonlyMap<string, string>;
  first: number;
  last: number;
  /** Since the first sample; a counter that begins anew counts from 0. */
  increase: number;
  readonly times: number[];
  readonly values: number[];
  hasTimes: boolean;
}

const histograms = [
  "serve_deployment_processing_latency_ms",
  "serve_replica_startup_latency_ms",
  "serve_replica_initialization_latency_ms",
] as const;
/** Counters of requests to a deployment, from the one that comes first on their way. */
const counters = [
  "serve_handle_request_counter",
  "serve_num_router_requests",
  "serve_deployment_request_counter",
] as const;

export type HistogramName = (typeof histograms)[number];

const known: ReadonlySet<string> = new Set([
  ...histograms.flatMap((name) => [`${name}_bucket`, `${name}_sum`]),
  ...counters,
]);
/** What a large cluster has in a day. */
export const mostSeries = 200_000;

/** Samples of Ray Serve's metrics (ray 2.60.0: `ray_serve_…`), by series. Other metrics are passed over. */
export class MetricStore {
  readonly #series = new Map<string, Series & { readonly name: string }>();
  #firstSeconds = Number.POSITIVE_INFINITY;

  /** False where the sample is of no metric that says anything here. */
  add({ name, labels, value, atSeconds }: MetricSample): boolean {
    const plain = name.replace(/^ray_/, "").replace(/_total$/, "");
    if (!known.has(plain) || Number.isNaN(value)) return false;
    const key = JSON.stringify([
      plain,
      ...[...labels].filter(([label]) => label !== "__name__").sort(byName),
    ]);
    const series = this.#series.get(key);
    if (atSeconds !== null) this.#firstSeconds = Math.min(this.#firstSeconds, atSeconds);
    if (series === undefined) {
      if (this.#series.size >= mostSeries) {
        throw new RangeError(`more than ${mostSeries} series of Ray Serve's metrics`);
      }
      this.#series.set(key, {
        name: plain,
        labels,
        first: value,
        last: value,
        increase: 0,
        times: atSeconds === null ? [] : [atSeconds],
        values: [value],
        hasTimes: atSeconds !== null,
      });
      return true;
    }
    series.increase += value >= series.last ? value - series.last : value;
    series.last = value;
    series.hasTimes = series.hasTimes && atSeconds !== null;
    if (atSeconds !== null) {
      series.times.push(atSeconds);
      series.values.push(value);
    }
    return true;
  }

  get isEmpty(): boolean {
    return this.#series.size === 0;
  }

  /** The deployments that metrics tell of. */
  deployments(): readonly MetricDeployment[] {
    const found = new Map<string, MetricDeployment>();
    for (const { labels } of this.#series.values()) {
      const deployment = labels.get("deployment");
      if (deployment === undefined || deployment === "") continue;
      const application = labels.get("application") ?? null;
      found.set(JSON.stringify([application, deployment]), { application, deployment });
    }
    return [...found.values()];
  }

  /** The counts of a histogram of a deployment, all its series together: what was added while it was watched, or all, if read once. */
  histogram(
    name: HistogramName,
    of: MetricDeployment,
  ): { readonly buckets: readonly Bucket[]; readonly meanMilliseconds: number | null } | null {
    const histogram: Histogram = { bounds: new Map(), sum: 0 };
    for (const series of this.#of(of)) {
      const amount = this.#amountOf(series);
      if (series.name === `${name}_sum`) histogram.sum += amount;
      if (series.name !== `${name}_bucket`) continue;
      const bound = parseValue(series.labels.get("le") ?? "");
      if (bound === null) continue;
      histogram.bounds.set(bound, (histogram.bounds.get(bound) ?? 0) + amount);
    }
    const bounds = [...histogram.bounds].sort(([left], [right]) => left - right);
    const total = bounds.at(-1)?.[1] ?? 0;
    if (total <= 0) return null;
    const buckets = bounds.map(([high, cumulative], index) => ({
      low: index === 0 ? 0 : bounds[index - 1]![0],
      high,
      count: Math.max(cumulative - (index === 0 ? 0 : bounds[index - 1]![1]), 0),
    }));
    return { buckets, meanMilliseconds: histogram.sum > 0 ? histogram.sum / total : null };
  }

  /** Requests between the moments at which a counter was read; `null` where none was read twice with its time. */
  arrivals(of: MetricDeployment): CountedArrivals | null {
    for (const name of counters) {
      const counts = new Map<number, number>();
      const starts = new Set<number>();
      for (const series of this.#of(of)) {
        if (series.name !== name || !series.hasTimes) continue;
        for (let i = 0; i < series.times.length; i += 1) {
          const at = series.times[i]!;
          if (i === 0) starts.add(at);
          if (i === 0 && !this.#beganLater(series)) continue;
          const value = series.values[i]!;
          const before = i === 0 ? 0 : series.values[i - 1]!;
          counts.set(at, (counts.get(at) ?? 0) + (value >= before ? value - before : value));
        }
      }
      if (counts.size === 0) continue;
      const first = Math.min(...starts);
      const moments = [...counts].sort(([left], [right]) => left - right).filter(([at]) => at > first);
      return { atSeconds: [first, ...moments.map(([at]) => at)], counts: moments.map(([, count]) => count) };
    }
    return null;
  }

  /** What a counter counted while it was watched; all that it has counted, if it was read once. */
  #amountOf(series: Series): number {
    if (this.#beganLater(series)) return series.first + series.increase;
    return series.hasTimes && series.times.length > 1 ? series.increase : series.last;
  }

  /** A replica that came up while metrics were watched: its counters were 0 at the reading before. */
  #beganLater({ hasTimes, times }: Series): boolean {
    return hasTimes && times.length > 0 && times[0]! > this.#firstSeconds;
  }

  #of({ application, deployment }: MetricDeployment): readonly (Series & { readonly name: string })[] {
    return [...this.#series.values()].filter(
      ({ labels }) =>
        labels.get("deployment") === deployment && (labels.get("application") ?? null) === application,
    );
  }
}

function byName([left]: readonly [string, string], [right]: readonly [string, string]): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
