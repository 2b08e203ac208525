/** Where four runs of five lie, by time, in columns of equal length. */
export interface Band<Value extends number | null = number> {
  readonly seconds: readonly number[];
  readonly low: readonly Value[];
  readonly high: readonly Value[];
}

/** Bands of what one version has, row by row of the timeline. */
export interface LaneBands {
  /** The role, or the version's id. */
  readonly lane: string;
  readonly capacity: Band;
  readonly traffic: Band;
  readonly queue: Band;
  readonly latency: Readonly<Record<"p50" | "p90" | "p99", Band<number | null>>>;
}

export type RunBands = readonly LaneBands[];
