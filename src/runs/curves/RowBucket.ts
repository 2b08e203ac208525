/** Rows of a timeline that a chart shows as one point. */
export interface RowBucket {
  readonly startSeconds: number;
  readonly lengthSeconds: number;
  /** Indices of the rows. */
  readonly rows: readonly number[];
}
