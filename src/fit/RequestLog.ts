/** What became of a request: 0 answered; 1 cut off by a timeout or by the client; 2 failed. */
export type LoggedOutcome = 0 | 1 | 2;

/**
 * Requests to one deployment in columns, one index a request, arrivals ascending. NaN stands for what is not known of a request, and a
 * column is null where it is known of none.
 */
export interface RequestLog {
  /** Seconds, from any moment; since 1970 where hours of the day matter. */
  readonly arrivalSeconds: Float64Array;
  /** From arrival to answer. */
  readonly durationSeconds: Float64Array | null;
  /** Of that, before a replica began. */
  readonly waitSeconds: Float64Array | null;
  /** Values of `LoggedOutcome`. */
  readonly outcomes: Uint8Array;
  readonly inputTokens: Float64Array | null;
  readonly outputTokens: Float64Array | null;
  /** Numbers of replicas, −1 where it is not known. */
  readonly replicas: Int32Array | null;
  /**
   * Where the times were taken: `replica` from when the request reached its replica, so that no time in a queue is in them; `caller`
   * by whoever sent it, with its time in the queue and on the way.
   */
  readonly takenBy: "caller" | "replica";
}
