import type { RatePoint } from "../Traffic.ts";
import type { RatePieces } from "./RatePieces.ts";

/**
 * A rate schedule as pieces. Before the first point nothing comes, after the last one its rate stays. Two points at
 * one moment are a jump.
 */
export class ScheduledRate implements RatePieces {
  fromSeconds = 0;
  toSeconds = 0;
  rate = 0;
  endRate = 0;
  readonly #points: readonly RatePoint[];
  readonly #interpolation: "step" | "ramp";
  #index = -1;

  /** @throws {RangeError} for no points, and for points that descend or are not finite and non-negative. */
  constructor(points: readonly RatePoint[], interpolation: "step" | "ramp") {
    if (points.length === 0) {
      throw new RangeError("rate schedule: no points");
    }
    points.forEach(({ atSeconds, requestsPerSecond }, i) => {
      const isRate = Number.isFinite(requestsPerSecond) && requestsPerSecond >= 0;
      if (!(Number.isFinite(atSeconds) && atSeconds >= 0 && isRate)) {
        throw new RangeError(
          `rate schedule: point ${i} is ${requestsPerSecond} requests per second at ${atSeconds} s`,
        );
      }
      if (i > 0 && atSeconds < points[i - 1]!.atSeconds) {
        throw new RangeError(`rate schedule: point ${i} comes before point ${i - 1}`);
      }
    });
    this.#points = points;
    this.#interpolation = interpolation;
  }

  next(): void {
    if (this.#index < 0 && this.toSeconds < this.#points[0]!.atSeconds) {
      this.toSeconds = this.#points[0]!.atSeconds;
      return;
    }
    this.#index += 1;
    const point = this.#points[this.#index]!;
    const after = this.#points[this.#index + 1];
    this.fromSeconds = point.atSeconds;
    this.toSeconds = after?.atSeconds ?? Number.POSITIVE_INFINITY;
    this.rate = point.requestsPerSecond;
    this.endRate =
      this.#interpolation === "ramp" && after !== undefined
        ? after.requestsPerSecond
        : point.requestsPerSecond;
  }
}
