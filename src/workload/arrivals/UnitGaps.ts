/**
 * Gaps between requests of mean 1, measured in requests expected: what is left of a process when its rate is taken
 * out. One file a kind.
 */
export interface UnitGaps {
  /** The next gap, at first that from the start of the stream to its first request. Creates no objects. */
  next(): number;
}
