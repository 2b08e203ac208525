import type { HandleReport, RequestSample } from "./HandleReport.ts";

/** What a handle counts at a moment. */
export interface HandleCounts {
  /** Requests that wait for a replica. */
  readonly queued: number;
  /** Requests under way by replica: every replica that the handle has ever sent one and that still runs or still has some. */
  readonly running: ReadonlyMap<number, number>;
}

/**
 * The samples that a handle keeps of its requests and reports to the controller: one series for its queue, one for
 * each replica. A report holds those younger than the look-back period.
 *
 * Follows ray 2.60.0: `RouterMetricsManager` with its `InMemoryMetricsStore`. There a sample is taken when the
 * configuration arrives and then each `recordIntervalSeconds`, a report is sent at once and then each
 * `metrics_interval_s`, and at once when a request begins to wait while no replica runs.
 */
export class HandleMetrics {
  readonly #lookBackPeriodSeconds: number;
  #queued: readonly RequestSample[] = [];
  #running: ReadonlyMap<number, readonly RequestSample[]> = new Map();

  constructor({ lookBackPeriodSeconds }: { readonly lookBackPeriodSeconds: number }) {
    this.#lookBackPeriodSeconds = lookBackPeriodSeconds;
  }

  /** How often a handle takes a sample (ray 2.60.0: a fifth of the look-back period, at most the interval of reports). */
  static recordIntervalSeconds(settings: {
    readonly lookBackPeriodSeconds: number;
    readonly metricsIntervalSeconds: number;
  }): number {
    return Math.min(settings.lookBackPeriodSeconds * 0.2, settings.metricsIntervalSeconds);
  }

  /** Takes a sample. */
  record(nowSeconds: number, counts: HandleCounts): void {
    this.#queued = [...this.#queued, { atSeconds: nowSeconds, requests: counts.queued }];
    const running = new Map(this.#running);
    for (const [replica, requests] of counts.running) {
      running.set(replica, [...(running.get(replica) ?? []), { atSeconds: nowSeconds, requests }]);
    }
    this.#running = running;
    this.#forgetOld(nowSeconds);
  }

  /** The report to send now. A series without samples is reported by its present level. */
  report(nowSeconds: number, counts: HandleCounts): HandleReport {
    this.#forgetOld(nowSeconds);
    const running = new Map<number, readonly RequestSample[]>();
    for (const [replica, requests] of counts.running) {
      running.set(replica, this.#running.get(replica) ?? [{ atSeconds: nowSeconds, requests }]);
    }
    const queued = this.#hasQueued ? this.#queued : [{ atSeconds: nowSeconds, requests: counts.queued }];
    return { sentAtSeconds: nowSeconds, queued, running };
  }

  #hasQueued = false;

  #forgetOld(nowSeconds: number): void {
    const fromSeconds = nowSeconds - this.#lookBackPeriodSeconds;
    const queued = young(this.#queued, fromSeconds);
    this.#hasQueued = queued !== null;
    this.#queued = queued ?? [];
    const running = new Map<number, readonly RequestSample[]>();
    for (const [replica, samples] of this.#running) {
      const kept = young(samples, fromSeconds);
      if (kept !== null) running.set(replica, kept);
    }
    this.#running = running;
  }
}

/** The samples after a moment; `null`: the series has ended before it. One that ends just then is kept, empty. */
function young(samples: readonly RequestSample[], fromSeconds: number): readonly RequestSample[] | null {
  const last = samples.at(-1);
  if (last === undefined || last.atSeconds < fromSeconds) return null;
  return samples.filter((sample) => sample.atSeconds > fromSeconds);
}
