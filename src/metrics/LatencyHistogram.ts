/** The counts of a histogram at a moment: those of its buckets from `lowest` on. */
export interface LatencySnapshot {
  readonly lowest: number;
  readonly counts: Float64Array;
}

/**
 * Counts of positive durations in buckets that grow with the value: each power of two is cut into `2^precisionBits`
 * equal buckets, so a percentile (from a microsecond to half a year) is off by at most 2^−(precisionBits + 1) of itself.
 * Recording is two memory accesses (see docs/decisions/latency-histogram.md); two histograms of the same precision can be added up.
 */
export class LatencyHistogram {
  readonly precisionBits: number;
  /** Empty until something is recorded: most histograms of a run without requests stay so. */
  #counts = new Float64Array(0);
  readonly #size: number;
  /** Dropped bits of the upper word of a double: what remains is its exponent and the leading bits of its fraction. */
  readonly #shift: number;
  readonly #offset: number;
  #lowest: number;
  #highest = -1;
  #count = 0;
  #sumSeconds = 0;
  #maxSeconds = 0;
  #minSeconds = Number.POSITIVE_INFINITY;

  /** `precisionBits`: 1 to 12. 8 keeps percentiles within 0.2 %. */
  constructor(options: { readonly precisionBits: number }) {
    if (
      !(Number.isInteger(options.precisionBits) && options.precisionBits >= 1 && options.precisionBits <= 12)
    ) {
      throw new RangeError(`precisionBits ${options.precisionBits}: expected a whole number from 1 to 12`);
    }
    this.precisionBits = options.precisionBits;
    this.#shift = 20 - options.precisionBits;
    this.#offset = (1023 + lowestExponent) << options.precisionBits;
    this.#size = (highestExponent - lowestExponent) << options.precisionBits;
    this.#lowest = this.#size;
  }

  get count(): number {
    return this.#count;
  }

  /** `null` while empty. */
  get meanSeconds(): number | null {
    return this.#count === 0 ? null : this.#sumSeconds / this.#count;
  }

  /** The largest value itself, not a bucket's; `null` while empty. */
  get maxSeconds(): number | null {
    return this.#count === 0 ? null : this.#maxSeconds;
  }

  /** Counts one duration, 0 or more seconds. Throws for what is none. */
  record(seconds: number): void {
    if (!(seconds >= 0)) throw new RangeError(`a duration of ${seconds} s`);
    if (this.#counts.length === 0) this.#counts = new Float64Array(this.#size);
    float[0] = seconds;
    // The shift keeps the sign, so that −0 falls below the first bucket and not above the last.
    let index = ((words[highWord] as number) >> this.#shift) - this.#offset;
    // Durations below a microsecond share the first bucket, those above half a year the last.
    if (index < 0) index = 0;
    else if (index >= this.#size) index = this.#size - 1;
    this.#counts[index] = (this.#counts[index] as number) + 1;
    if (index < this.#lowest) this.#lowest = index;
    if (index > this.#highest) this.#highest = index;
    this.#count++;
    this.#sumSeconds += seconds;
    if (seconds > this.#maxSeconds) this.#maxSeconds = seconds;
    if (seconds < this.#minSeconds) this.#minSeconds = seconds;
  }

  /**
   * The duration that `percent` (0 to 100) of the recorded ones do not exceed (nearest rank), to the middle of its
   * bucket and never outside what was recorded; `null` while empty.
   */
  percentileSeconds(percent: number): number | null {
    if (!(percent >= 0 && percent <= 100)) throw new RangeError(`percentile ${percent}: expected 0 to 100`);
    if (this.#count === 0) return null;
    const rank = nearestRank(percent, this.#count);
    let seen = 0;
    let index = this.#lowest;
    for (; index < this.#highest; index++) {
      seen += this.#counts[index] as number;
      if (seen >= rank) break;
    }
    return this.#insideRecorded(this.#middleOf(index));
  }

  /** What it has counted so far, to be compared with later. */
  snapshot(): LatencySnapshot {
    return { lowest: this.#lowest, counts: this.#counts.slice(this.#lowest, this.#highest + 1) };
  }

  /**
   * As `percentileSeconds`, of what was recorded since a snapshot of this histogram, to the middle of its bucket; `null`: nothing
   * was.
   */
  percentileSecondsSince({ lowest, counts }: LatencySnapshot, percent: number): number | null {
    if (!(percent >= 0 && percent <= 100)) throw new RangeError(`percentile ${percent}: expected 0 to 100`);
    const countAt = (index: number) => (this.#counts[index] as number) - (counts[index - lowest] ?? 0);
    let count = 0;
    for (let index = this.#lowest; index <= this.#highest; index++) count += countAt(index);
    if (count === 0) return null;
    const rank = nearestRank(percent, count);
    let seen = 0;
    for (let index = this.#lowest; index <= this.#highest; index++) {
      seen += countAt(index);
      if (seen >= rank) return this.#insideRecorded(this.#middleOf(index));
    }
    throw new Error("a histogram has lost what it had counted");
  }

  /** Adds another histogram's counts. Both must have the same precision. */
  add(other: LatencyHistogram): void {
    if (other.precisionBits !== this.precisionBits) throw new Error("histograms of different precision");
    if (other.#count === 0) return;
    if (this.#counts.length === 0) this.#counts = new Float64Array(this.#size);
    for (let index = other.#lowest; index <= other.#highest; index++) {
      this.#counts[index] = (this.#counts[index] as number) + (other.#counts[index] as number);
    }
    this.#lowest = Math.min(this.#lowest, other.#lowest);
    this.#highest = Math.max(this.#highest, other.#highest);
    this.#count += other.#count;
    this.#sumSeconds += other.#sumSeconds;
    this.#maxSeconds = Math.max(this.#maxSeconds, other.#maxSeconds);
    this.#minSeconds = Math.min(this.#minSeconds, other.#minSeconds);
  }

  /** Empties it. */
  reset(): void {
    if (this.#highest >= 0) this.#counts.fill(0, this.#lowest, this.#highest + 1);
    this.#lowest = this.#size;
    this.#highest = -1;
    this.#count = 0;
    this.#sumSeconds = 0;
    this.#maxSeconds = 0;
    this.#minSeconds = Number.POSITIVE_INFINITY;
  }

  #insideRecorded(seconds: number): number {
    return Math.min(this.#maxSeconds, Math.max(this.#minSeconds, seconds));
  }

  #middleOf(index: number): number {
    words[highWord] = (index + this.#offset) << this.#shift;
    words[lowWord] = 0;
    const from = float[0] as number;
    words[highWord] = (index + 1 + this.#offset) << this.#shift;
    return (from + (float[0] as number)) / 2;
  }
}

function nearestRank(percent: number, count: number): number {
  // Without the last factor 7 % of 100 would be the eighth: 0.07 × 100 lies a hair above 7.
  return Math.max(1, Math.ceil(((percent * count) / 100) * (1 - 2 ** -50)));
}

/** 2⁻²⁰ s is about a microsecond, 2²⁴ s about half a year. */
const lowestExponent = -20;
const highestExponent = 24;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
float[0] = 1;
const highWord = words[1] === 0x3ff00000 ? 1 : 0;
const lowWord = 1 - highWord;
