import type { RequestTrace } from "../Traffic.ts";

/** The percentages at which `TokenStatistics.quantiles` are taken. */
export const statisticsPercents = [1, 5, 10, 25, 50, 75, 90, 95, 99, 100] as const;

/** How the sizes of requests, or of answers, are spread. */
export interface TokenStatistics {
  readonly mean: number;
  /** By `statisticsPercents`: the value at index ⌊p × (n − 1)⌋ of the sorted sizes. */
  readonly quantiles: readonly number[];
}

/** What characterises a trace. A coefficient of variation (CV) is the standard deviation over the mean. */
export interface TraceStatistics {
  readonly requests: number;
  /** From the beginning of the trace (not of its first request) to its last request. */
  readonly spanSeconds: number;
  readonly requestsPerSecond: number;
  /** Requests in each minute up to the last request. */
  readonly minuteRequests: readonly number[];
  /** The busiest minute relative to the mean rate. */
  readonly peakMinuteRatio: number;
  /** Of the gaps between requests. 1 for a Poisson process of one rate; `null` with fewer than two requests. */
  readonly gapCv: number | null;
  /** The CV of the gaps inside each minute, averaged by the number of gaps: without what the moving rate adds. */
  readonly gapCvWithinMinute: number | null;
  readonly peakSecondRequests: number;
  /** Seconds with at least one request, in percent of the span. */
  readonly activeSecondsPercent: number;
  readonly emptyMinutes: number;
  readonly inputTokens: TokenStatistics;
  readonly outputTokens: TokenStatistics;
  /** Of input and output ranks (Spearman); `null` where one of them never differs. */
  readonly tokenRankCorrelation: number | null;
}

/** Figures of a trace with at least one request. */
export function traceStatistics(trace: RequestTrace): TraceStatistics {
  const { arrivalSeconds } = trace;
  const requests = arrivalSeconds.length;
  if (requests === 0) {
    throw new RangeError("statistics of a trace without requests");
  }
  const spanSeconds = arrivalSeconds[requests - 1]!;
  const minuteRequests = countsPerWindow(arrivalSeconds, 60);
  const secondRequests = countsPerWindow(arrivalSeconds, 1);
  const active = secondRequests.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  return {
    requests,
    spanSeconds,
    requestsPerSecond: requests / spanSeconds,
    minuteRequests,
    peakMinuteRatio: (largest(minuteRequests) * spanSeconds) / (60 * requests),
    gapCv: variation(gaps(arrivalSeconds, 0, requests)),
    gapCvWithinMinute: variationWithinMinutes(arrivalSeconds, minuteRequests),
    peakSecondRequests: largest(secondRequests),
    activeSecondsPercent: (100 * active) / secondRequests.length,
    emptyMinutes: minuteRequests.filter((count) => count === 0).length,
    inputTokens: tokenStatistics(trace.inputTokens),
    outputTokens: tokenStatistics(trace.outputTokens),
    tokenRankCorrelation: correlation(ranks(trace.inputTokens), ranks(trace.outputTokens)),
  };
}

function countsPerWindow(arrivalSeconds: Float64Array, windowSeconds: number): number[] {
  const last = arrivalSeconds[arrivalSeconds.length - 1]!;
  const counts = new Array<number>(Math.floor(last / windowSeconds) + 1).fill(0);
  for (const seconds of arrivalSeconds) {
    const window = Math.floor(seconds / windowSeconds);
    counts[window] = counts[window]! + 1;
  }
  return counts;
}

function largest(counts: readonly number[]): number {
  return counts.reduce((most, count) => Math.max(most, count), 0);
}

function gaps(arrivalSeconds: Float64Array, from: number, to: number): number[] {
  const found: number[] = [];
  for (let i = from + 1; i < to; i += 1) {
    found.push(arrivalSeconds[i]! - arrivalSeconds[i - 1]!);
  }
  return found;
}

function variationWithinMinutes(arrivalSeconds: Float64Array, minutes: readonly number[]): number | null {
  let weightedSum = 0;
  let weight = 0;
  let from = 0;
  for (const count of minutes) {
    const within = gaps(arrivalSeconds, from, from + count);
    const cv = within.length > 1 ? variation(within) : null;
    if (cv !== null) {
      weightedSum += cv * within.length;
      weight += within.length;
    }
    from += count;
  }
  return weight > 0 ? weightedSum / weight : null;
}

function variation(values: readonly number[]): number | null {
  const average = mean(values);
  if (values.length === 0 || average === 0) {
    return null;
  }
  const variance = values.reduce((sum, value) => sum + square(value - average), 0) / values.length;
  return Math.sqrt(variance) / average;
}

function tokenStatistics(tokens: Float64Array): TokenStatistics {
  const sorted = tokens.slice().sort();
  return {
    mean: mean(tokens),
    quantiles: statisticsPercents.map(
      (percent) => sorted[Math.floor((percent / 100) * (sorted.length - 1))]!,
    ),
  };
}

function mean(values: readonly number[] | Float64Array): number {
  let sum = 0;
  for (const value of values) {
    sum += value;
  }
  return sum / values.length;
}

/** Ranks from 0, equal values sharing the middle one. */
function ranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const found = new Float64Array(values.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && values[order[to]!] === values[order[from]!]) {
      to += 1;
    }
    for (let i = from; i < to; i += 1) {
      found[order[i]!] = (from + to - 1) / 2;
    }
  }
  return found;
}

function correlation(a: Float64Array, b: Float64Array): number | null {
  const meanA = mean(a);
  const meanB = mean(b);
  let products = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i += 1) {
    products += (a[i]! - meanA) * (b[i]! - meanB);
    squaresA += square(a[i]! - meanA);
    squaresB += square(b[i]! - meanB);
  }
  return squaresA > 0 && squaresB > 0 ? products / Math.sqrt(squaresA * squaresB) : null;
}

function square(value: number): number {
  return value * value;
}
