/** Columns of equal length; row i covers [atSeconds[i], atSeconds[i] + intervalSeconds). Levels are those at the end of the row. */
export interface VersionTimeline {
  readonly capacityPercent: readonly number[];
  readonly trafficPercent: readonly number[];
  readonly requestedReplicas: readonly number[];
  readonly startingReplicas: readonly number[];
  readonly runningReplicas: readonly number[];
  readonly drainingReplicas: readonly number[];
  readonly nodes: readonly number[];
  readonly queuedRequests: readonly number[];
  readonly ongoingRequests: readonly number[];
  /** During the row. */
  readonly arrivedRequests: readonly number[];
  readonly succeededRequests: readonly number[];
  readonly failedRequests: readonly number[];
  readonly p50Seconds: readonly (number | null)[];
  readonly p90Seconds: readonly (number | null)[];
  readonly p99Seconds: readonly (number | null)[];
  /** Of the answers of language models: `TokenLatency`; `null` where there was none. */
  readonly p50FirstTokenSeconds: readonly (number | null)[];
  readonly p99FirstTokenSeconds: readonly (number | null)[];
  readonly p50TokenGapSeconds: readonly (number | null)[];
  readonly p99TokenGapSeconds: readonly (number | null)[];
}

export interface Timeline {
  readonly intervalSeconds: number;
  readonly atSeconds: readonly number[];
  readonly canary: VersionTimeline;
  readonly primary: VersionTimeline;
  /** GPUs held by replicas of both versions: the most during the row. */
  readonly gpusHeld: readonly number[];
  /** GPUs on nodes, both versions: the most during the row. */
  readonly nodeGpus: readonly number[];
  /** What the surge allows at that moment by the plan, in GPUs held. */
  readonly gpuBound: readonly number[];
}
