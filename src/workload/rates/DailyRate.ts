import type { DailyCurve, DailyTraffic } from "../Traffic.ts";
import type { RatePieces } from "./RatePieces.ts";

const hourSeconds = 3600;
const daySeconds = 24 * hourSeconds;
/** Straight lines between 144 points of a wave: nowhere off by more than 0.03 % of the way from trough to peak. */
const wavePieceSeconds = 600;

/**
 * A rate that repeats every day: hours of one rate each, or a wave from trough to peak and back. Days of a week may
 * have their own factors.
 */
export class DailyRate implements RatePieces {
  fromSeconds = 0;
  toSeconds = 0;
  rate = 0;
  endRate = 0;
  readonly #pieceSeconds: number;
  /** The rate at the beginning of each piece of a day. */
  readonly #rates: readonly number[];
  readonly #isWave: boolean;
  readonly #dayFactors: readonly number[];
  /** Seconds from Monday, 0:00, of the first week to the start of the stream. */
  readonly #offsetSeconds: number;
  /** Pieces since that Monday. */
  #piece: number;

  /** @throws {RangeError} for rates, factors, hours or days that are impossible, and for a week without requests. */
  constructor(daily: DailyTraffic) {
    const { curve, startHour, startDay } = daily;
    this.#isWave = curve.shape === "wave";
    this.#pieceSeconds = this.#isWave ? wavePieceSeconds : hourSeconds;
    this.#rates = ratesOfDay(curve);
    this.#dayFactors = daily.dayFactors ?? [1, 1, 1, 1, 1, 1, 1];
    refuse(this.#dayFactors.length !== 7, `${this.#dayFactors.length} day factors; expected 7`);
    refuse(!this.#dayFactors.every(isRate), "a day factor that is not a number from 0");
    refuse(!this.#rates.every(isRate), "a rate that is not a number from 0");
    const isSilent = !this.#rates.some((rate) => rate > 0) || !this.#dayFactors.some((factor) => factor > 0);
    refuse(isSilent, "no requests in the whole week");
    refuse(!(startHour >= 0 && startHour < 24), `a start at hour ${startHour}; expected 0 to below 24`);
    refuse(
      !(Number.isInteger(startDay) && startDay >= 0 && startDay <= 6),
      `a start on day ${startDay}; expected 0 (Monday) to 6 (Sunday)`,
    );
    this.#offsetSeconds = startDay * daySeconds + startHour * hourSeconds;
    this.#piece = Math.floor(this.#offsetSeconds / this.#pieceSeconds) - 1;
  }

  next(): void {
    this.#piece += 1;
    const perDay = this.#rates.length;
    const place = this.#piece % perDay;
    const factor = this.#dayFactors[Math.floor(this.#piece / perDay) % 7]!;
    // The first piece may have begun before the stream.
    const pieceFromSeconds = this.#piece * this.#pieceSeconds - this.#offsetSeconds;
    this.fromSeconds = Math.max(0, pieceFromSeconds);
    this.toSeconds = (this.#piece + 1) * this.#pieceSeconds - this.#offsetSeconds;
    const rate = this.#rates[place]!;
    const endRate = this.#isWave ? this.#rates[(place + 1) % perDay]! : rate;
    const missed = (this.fromSeconds - pieceFromSeconds) / this.#pieceSeconds;
    this.rate = factor * (rate + (endRate - rate) * missed);
    this.endRate = factor * endRate;
  }
}

function ratesOfDay(curve: DailyCurve): readonly number[] {
  if (curve.shape === "hours") {
    const { requestsPerSecond, hourFactors } = curve;
    refuse(hourFactors.length !== 24, `${hourFactors.length} hour factors; expected 24`);
    return hourFactors.map((factor) => requestsPerSecond * factor);
  }
  const { peakRequestsPerSecond, troughRequestsPerSecond, peakHour } = curve;
  refuse(
    !(troughRequestsPerSecond <= peakRequestsPerSecond),
    `a trough of ${troughRequestsPerSecond} above the peak of ${peakRequestsPerSecond} requests per second`,
  );
  refuse(!(peakHour >= 0 && peakHour < 24), `a peak at hour ${peakHour}; expected 0 to below 24`);
  return Array.from({ length: daySeconds / wavePieceSeconds }, (_, piece) => {
    const turn = (piece * wavePieceSeconds) / daySeconds - peakHour / 24;
    const height = (1 + cosineOfTurn(turn)) / 2;
    return troughRequestsPerSecond + (peakRequestsPerSecond - troughRequestsPerSecond) * height;
  });
}

/** cos(2π × turn) by its Taylor series, from basic arithmetic alone (`Math.cos` may differ between engines). */
function cosineOfTurn(turn: number): number {
  const share = Math.abs(turn - Math.round(turn));
  // From the nearer of 0 and a half turn, so that the argument stays within a quarter turn.
  const isFar = share > 0.25;
  const angle = 2 * Math.PI * (isFar ? 0.5 - share : share);
  const squared = angle * angle;
  let term = 1;
  let sum = 1;
  for (let n = 2; n <= 24; n += 2) {
    term *= -squared / (n * (n - 1));
    sum += term;
  }
  return isFar ? -sum : sum;
}

function isRate(value: number): boolean {
  return value >= 0 && Number.isFinite(value);
}

function refuse(isWrong: boolean, problem: string): void {
  if (isWrong) {
    throw new RangeError(`daily arrivals: ${problem}`);
  }
}
