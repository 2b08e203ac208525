/**
 * When requests come, one file a kind. Times count from the beginning of the simulation; where the stream ends is
 * not the process's concern. Called once a request: `next` creates no objects.
 */
export interface ArrivalProcess {
  /** The time of the next request in seconds, never less than the one before; Infinity when there is none. */
  next(): number;
}
