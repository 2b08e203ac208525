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

/** The rows of one version, from the first in which it was there to the last; before and after them it has nothing. */
export interface VersionRows extends VersionTimeline {
  /** `VersionHistory.id`. */
  readonly version: string;
  /** Which row of the timeline its first one is, from 0. */
  readonly firstRow: number;
  /** Of all requests, what it gets copies of. */
  readonly mirrorPercent: readonly number[];
  /** Copies that arrived, and those that failed, during the row; no count of requests has them. */
  readonly mirroredRequests: readonly number[];
  readonly failedMirroredRequests: readonly number[];
}

/** The run row by row, in columns: one value a row in each. */
export interface Timeline {
  readonly intervalSeconds: number;
  readonly atSeconds: readonly number[];
  /** By roles: all versions but the primary count as the canary. */
  readonly canary: VersionTimeline;
  readonly primary: VersionTimeline;
  /** Every version that there was, in the order of their making. */
  readonly versions: readonly VersionRows[];
  /** GPUs held by replicas of all versions: the most during the row. */
  readonly gpusHeld: readonly number[];
  /** GPUs on nodes, all versions: the most during the row. */
  readonly nodeGpus: readonly number[];
  /** The most that may be held at that moment by the rules of who rolls out, in GPUs and in replicas; `null`: nothing bounds it. */
  readonly gpuBound: readonly (number | null)[];
  readonly replicaBound: readonly (number | null)[];
}
