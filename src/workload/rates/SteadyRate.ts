import type { RatePieces } from "./RatePieces.ts";

/** One rate for ever. */
export class SteadyRate implements RatePieces {
  readonly fromSeconds = 0;
  readonly toSeconds = Number.POSITIVE_INFINITY;
  readonly rate: number;
  readonly endRate: number;

  constructor(requestsPerSecond: number) {
    this.rate = requestsPerSecond;
    this.endRate = requestsPerSecond;
  }

  next(): void {}
}
