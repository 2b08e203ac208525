import { inverseNormal } from "../../engine/inverseNormal.ts";
import { exp, ln } from "../../engine/portableMath.ts";
import { lnGamma } from "./lnGamma.ts";

const precise = 1e-16;
const maxTerms = 10_000;
const maxSteps = 100;
/** A step of ln x below this is the last one: the error after it is of the order of its square. */
const smallStep = 1e-6;
/** Starts for Newton's method; with them one or two steps do where it would take five. */
const tableCells = 2048;
const leastX = 1e-300;

/**
 * The gamma distribution of one shape and scale 1, from portable arithmetic alone. Quantiles are found by Newton's
 * method on the logarithm of a tail as a function of ln x. Both tails are log-concave there, so that from the right
 * side of the root the method goes to it without overshooting.
 */
export class GammaDistribution {
  readonly shape: number;
  readonly #lnGamma: number;
  readonly #lnShape: number;
  /** P(X ≤ x) or P(X > x), whichever was asked for last, is x^shape × e^−x / Γ(shape) times this. */
  #ratio = 0;
  /** ln x by probability; made when the first quantile is asked for. */
  #table: Float64Array | null = null;

  /** @throws {RangeError} for a shape outside 1e-6 to 1e6. */
  constructor(shape: number) {
    if (!(shape >= 1e-6 && shape <= 1e6)) {
      throw new RangeError(`gamma distribution of shape ${shape}; expected 1e-6 to 1e6`);
    }
    this.shape = shape;
    this.#lnGamma = lnGamma(shape);
    this.#lnShape = ln(shape);
  }

  /** P(X > x) for x ≥ 0; what lies between 0 and 1e-300 is taken as 1e-300. */
  upper(x: number): number {
    if (x <= 0) {
      return 1;
    }
    const clear = Math.max(x, leastX);
    return this.#upper(ln(clear), clear);
  }

  /** The x that X does not exceed with this probability; 0 ≤ probability < 1. */
  quantile(probability: number): number {
    if (probability === 0) {
      return 0;
    }
    // P(X ≤ x) ≤ x^shape / Γ(shape + 1): never right of the root, and equal to it where x is small.
    const left = (ln(probability) + this.#lnGamma + this.#lnShape) / this.shape;
    if (left < -40) {
      return exp(left);
    }
    this.#table ??= this.#makeTable();
    const place = probability * tableCells;
    const cell = Math.floor(place);
    const isOuter = cell === 0 || cell === tableCells - 1;
    if (isOuter || !(this.#table[cell]! > -40)) {
      return this.#solve(this.#firstGuess(probability, left), probability);
    }
    const from = this.#table[cell]!;
    return this.#solve(from + (this.#table[cell + 1]! - from) * (place - cell), probability);
  }

  /**
   * The same quantile of what is left of X at a moment when it is under way: density P(X > x) / E(X). By bisection:
   * for a single draw, not for one a request.
   */
  residualQuantile(probability: number): number {
    const next = new GammaDistribution(this.shape + 1);
    const share = (x: number) => (x * this.upper(x)) / this.shape + (1 - next.upper(x));
    let low = 0;
    let high = 1;
    while (share(high) <= probability) {
      high *= 2;
      if (high > 1e9) break;
    }
    for (let step = 0; step < maxSteps; step += 1) {
      const middle = (low + high) / 2;
      if (share(middle) < probability) low = middle;
      else high = middle;
    }
    return low;
  }

  #makeTable(): Float64Array {
    const table = new Float64Array(tableCells);
    for (let cell = 1; cell < tableCells; cell += 1) {
      const probability = cell / tableCells;
      const left = (ln(probability) + this.#lnGamma + this.#lnShape) / this.shape;
      table[cell] = left < -40 ? left : ln(this.#solve(this.#firstGuess(probability, left), probability));
    }
    return table;
  }

  /** ln x near the root, and for shapes below 1 on the side from which Newton's method cannot overshoot. */
  #firstGuess(probability: number, left: number): number {
    const guess = this.shape >= 1 ? this.#wilsonHilferty(probability) : 0;
    if (guess > 0) {
      return ln(guess);
    }
    // Below shape 1, X is smaller than an exponential variable: that one's quantile is never left of the root.
    return probability < 0.5 ? left : ln(-ln(1 - probability));
  }

  #solve(start: number, probability: number): number {
    const isLower = probability < 0.5;
    const lnTarget = ln(isLower ? probability : 1 - probability);
    let lnX = start;
    for (let step = 0; step < maxSteps; step += 1) {
      const change = isLower
        ? (lnTarget - this.#lnLower(lnX)) * this.#ratio
        : (ln(this.#upper(lnX, exp(lnX))) - lnTarget) * this.#ratio;
      lnX += change;
      if (change < smallStep && change > -smallStep) return exp(lnX);
    }
    throw new Error(`no quantile of the gamma distribution of shape ${this.shape} at ${probability}`);
  }

  #lnLower(lnX: number): number {
    const x = exp(lnX);
    this.#ratio = this.#lowerSeries(x);
    return this.shape * lnX - x - this.#lnGamma + ln(this.#ratio);
  }

  /** Sets `#ratio` to the upper tail over x^shape × e^−x / Γ(shape). */
  #upper(lnX: number, x: number): number {
    const density = exp(this.shape * lnX - x - this.#lnGamma);
    if (x < this.shape + 1) {
      const upper = 1 - density * this.#lowerSeries(x);
      this.#ratio = upper / density;
      return upper;
    }
    this.#ratio = this.#upperFraction(x);
    return density * this.#ratio;
  }

  /** NIST DLMF 8.7.1: sum of xⁿ / (shape (shape + 1) … (shape + n)). */
  #lowerSeries(x: number): number {
    let term = 1 / this.shape;
    let sum = term;
    for (let n = 1; n < maxTerms; n += 1) {
      term *= x / (this.shape + n);
      sum += term;
      if (term < sum * precise) return sum;
    }
    throw new Error(`the series of the gamma distribution of shape ${this.shape} does not end at ${x}`);
  }

  /** NIST DLMF 8.9.2, by Lentz's method. */
  #upperFraction(x: number): number {
    let b = x + 1 - this.shape;
    let c = 1e300;
    let d = 1 / b;
    let value = d;
    for (let n = 1; n < maxTerms; n += 1) {
      const a = n * (this.shape - n);
      b += 2;
      d = 1 / (a * d + b);
      c = b + a / c;
      const factor = c * d;
      value *= factor;
      if (factor - 1 < precise && 1 - factor < precise) return value;
    }
    throw new Error(`the fraction of the gamma distribution of shape ${this.shape} does not end at ${x}`);
  }

  /** Within a few percent of the quantile for shapes from 1; 0 where it is none. */
  #wilsonHilferty(probability: number): number {
    const variance = 1 / (9 * this.shape);
    const root = 1 - variance + inverseNormal(probability) * Math.sqrt(variance);
    return root > 0.2 ? this.shape * root * root * root : 0;
  }
}
