/** Values by time, in columns of equal length. `seconds`: from when on the value holds, or the middle of what it stands for. */
export interface Curve<Value extends number | null> {
  readonly seconds: readonly number[];
  readonly values: readonly Value[];
}

/** Percentiles of latency, each by time. */
export type LatencyCurves = Readonly<Record<"p50" | "p90" | "p99", Curve<number | null>>>;

/** The curves of a role or a version in a run that charts show with a band: few points each, however long the run. */
export interface LaneCurves {
  /** The role, or the version's id. */
  readonly lane: string;
  /** Percent; each value holds until the next. */
  readonly capacity: Curve<number>;
  readonly traffic: Curve<number>;
  /** The most requests that waited during each bucket. */
  readonly queue: Curve<number>;
  /** Of each bucket, averaged by number of answers; `null` where nothing was answered. */
  readonly latency: LatencyCurves;
}

/** Of both roles, and of every version; of many versions the first ones. */
export type RunCurves = readonly LaneCurves[];
