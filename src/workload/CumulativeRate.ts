import type { RatePoint } from "./Traffic.ts";

/**
 * The requests expected since the first point of a rate schedule, as a function of time, and its inverse. Before the
 * first point the rate is 0, after the last one it stays. Two points at one moment are a jump.
 *
 * Inversion walks forward only: the counts asked for must not descend. It mutates its own place, nothing else.
 */
export class CumulativeRate {
  /** Segment i begins at `#from[i]`, lasts `#length[i]` and moves from `#rate[i]` to `#endRate[i]` in a straight line. */
  readonly #from: Float64Array;
  readonly #length: Float64Array;
  readonly #rate: Float64Array;
  readonly #endRate: Float64Array;
  /** Requests expected before segment i; one more entry than segments, the last one Infinity or where it ends. */
  readonly #expected: Float64Array;
  #segment = 0;

  constructor(points: readonly RatePoint[], interpolation: "step" | "ramp") {
    const count = points.length;
    this.#from = Float64Array.from(points, (point) => point.atSeconds);
    this.#rate = Float64Array.from(points, (point) => point.requestsPerSecond);
    this.#length = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    this.#endRate = this.#rate.slice();
    this.#expected = new Float64Array(count + 1);
    for (let i = 0; i < count; i += 1) {
      const from = this.#from[i]!;
      const rate = this.#rate[i]!;
      if (!(Number.isFinite(from) && from >= 0 && Number.isFinite(rate) && rate >= 0)) {
        throw new RangeError(`rate schedule: point ${i} is ${rate} requests per second at ${from} s`);
      }
      if (i + 1 === count) {
        this.#expected[count] = rate > 0 ? Number.POSITIVE_INFINITY : this.#expected[i]!;
        break;
      }
      const seconds = this.#from[i + 1]! - from;
      if (!(seconds >= 0)) {
        throw new RangeError(`rate schedule: point ${i + 1} comes before point ${i}`);
      }
      const endRate = interpolation === "ramp" ? this.#rate[i + 1]! : rate;
      this.#length[i] = seconds;
      this.#endRate[i] = endRate;
      this.#expected[i + 1] = this.#expected[i]! + (seconds * (rate + endRate)) / 2;
    }
  }

  /** The moment, in seconds, at which `expectedRequests` have been expected; Infinity when they never are. */
  secondsAt(expectedRequests: number): number {
    const last = this.#from.length - 1;
    // Also steps over stretches in which nothing is expected.
    while (this.#segment <= last && expectedRequests >= this.#expected[this.#segment + 1]!) {
      this.#segment += 1;
    }
    const i = this.#segment;
    if (i > last) {
      return Number.POSITIVE_INFINITY;
    }
    const rest = expectedRequests - this.#expected[i]!;
    const rate = this.#rate[i]!;
    // rate × x + slope × x² / 2 = rest, in the form that neither cancels nor divides by a slope of 0; the slope
    // itself, (endRate - rate) / length, might be too large for a number.
    const rootSquared = rate * rate + 2 * (this.#endRate[i]! - rate) * (rest / this.#length[i]!);
    const root = Math.sqrt(Math.max(0, rootSquared));
    const seconds = rest === 0 ? 0 : (2 * rest) / (rate + root);
    const moment = this.#from[i]! + seconds;
    // Rounding may carry the end of a segment past the beginning of the next one.
    return i < last ? Math.min(moment, this.#from[i + 1]!) : moment;
  }
}
