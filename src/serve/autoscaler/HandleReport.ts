/** A level from a moment on, until the next sample. */
export interface RequestSample {
  readonly atSeconds: number;
  readonly requests: number;
}

/** What a handle (the router's side of a deployment) has last told the controller: its samples of the look-back period. */
export interface HandleReport {
  readonly sentAtSeconds: number;
  /** Requests that wait at the handle. */
  readonly queued: readonly RequestSample[];
  /** Requests that the handle has under way, by replica. */
  readonly running: ReadonlyMap<number, readonly RequestSample[]>;
}
