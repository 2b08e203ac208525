/** Which version a request must go to: 0 either, 1 the primary, 2 the canary. */
export type PinnedVersion = 0 | 1 | 2;

/** The requests of one stream, one after the other. The fields tell of the request that `next` moved to last. */
export interface ArrivalSource {
  /** Moves to the next request and returns its arrival time in seconds; Infinity when there is none. */
  next(): number;
  /** Whole tokens. */
  readonly inputTokens: number;
  /** Whole tokens. */
  readonly outputTokens: number;
  /** By the request's header `X-ANYSCALE-VERSION`. */
  readonly pinnedVersion: PinnedVersion;
  /** The session that it belongs to, numbered from 0 in the order of their first requests; −1: none. */
  readonly session: number;
}
