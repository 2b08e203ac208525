import type { Spike } from "../Traffic.ts";
import type { RatePieces } from "./RatePieces.ts";

/** A rate multiplied during spikes; where spikes overlap, by the product of their factors. */
export class SpikedRate implements RatePieces {
  fromSeconds = 0;
  toSeconds = 0;
  rate = 0;
  endRate = 0;
  readonly #base: RatePieces;
  /** From `#changes[i]` to the next change the rate is multiplied by `#factors[i]`. */
  readonly #changes: Float64Array;
  readonly #factors: Float64Array;
  #change = 0;
  #hasBegun = false;

  /** @throws {RangeError} for spikes whose times or factors are not finite and non-negative. */
  constructor(base: RatePieces, spikes: readonly Spike[]) {
    for (const { atSeconds, durationSeconds, factor } of spikes) {
      if (![atSeconds, durationSeconds, factor].every((value) => value >= 0 && Number.isFinite(value))) {
        throw new RangeError(
          `spike: factor ${factor} at ${atSeconds} s for ${durationSeconds} s; expected numbers from 0`,
        );
      }
    }
    this.#base = base;
    const ends = spikes.flatMap((spike) => [spike.atSeconds, spike.atSeconds + spike.durationSeconds]);
    this.#changes = Float64Array.from(new Set([0, ...ends])).sort();
    this.#factors = this.#changes.map((seconds) =>
      spikes.reduce(
        (product, { atSeconds, durationSeconds, factor }) =>
          seconds >= atSeconds && seconds < atSeconds + durationSeconds ? product * factor : product,
        1,
      ),
    );
  }

  next(): void {
    const base = this.#base;
    if (!this.#hasBegun || this.toSeconds >= base.toSeconds) {
      base.next();
      this.#hasBegun = true;
      this.fromSeconds = base.fromSeconds;
    } else {
      this.fromSeconds = this.toSeconds;
    }
    while (this.#changeAfter() <= this.fromSeconds) {
      this.#change += 1;
    }
    this.toSeconds = Math.min(base.toSeconds, this.#changeAfter());
    const factor = this.#factors[this.#change]!;
    this.rate = factor * this.#baseRateAt(this.fromSeconds);
    this.endRate = factor * this.#baseRateAt(this.toSeconds);
  }

  #changeAfter(): number {
    return this.#changes[this.#change + 1] ?? Number.POSITIVE_INFINITY;
  }

  #baseRateAt(seconds: number): number {
    const { fromSeconds, toSeconds, rate, endRate } = this.#base;
    if (rate === endRate || seconds === fromSeconds) return rate;
    if (seconds === toSeconds) return endRate;
    return rate + (endRate - rate) * ((seconds - fromSeconds) / (toSeconds - fromSeconds));
  }
}
