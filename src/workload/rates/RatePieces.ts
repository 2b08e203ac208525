/**
 * A rate of requests over time as straight pieces, one after the other and without gaps; the last one has no end.
 * The fields tell of the piece that `next` moved to last. Seconds count from the start of the stream.
 */
export interface RatePieces {
  /** Moves to the next piece, at first to the first one. Creates no objects; never called after the last piece. */
  next(): void;
  readonly fromSeconds: number;
  /** Infinity: the last piece; its rate stays. */
  readonly toSeconds: number;
  /** Requests per second at the beginning of the piece. */
  readonly rate: number;
  /** Requests per second at its end; between the two the rate moves in a straight line. */
  readonly endRate: number;
}
