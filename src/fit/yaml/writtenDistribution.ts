import type { Distribution } from "../../engine/Distribution.ts";

/** A distribution as scenario files write it; `null` where it is one value, which `value` writes. */
export function writtenDistribution(
  distribution: Distribution,
  write: (value: number) => string | number,
): unknown {
  switch (distribution.kind) {
    case "fixed":
      return write(distribution.value);
    case "uniform":
      return { low: write(distribution.low), high: write(distribution.high) };
    case "exponential":
      return { mean: write(distribution.mean) };
    case "lognormal":
      return { median: write(distribution.median), sigma: significant(distribution.sigma) };
    case "quantiles": {
      const { percents, values } = distribution;
      // A map keeps the order, in which an object would put whole numbers first.
      return {
        quantiles: new Map(percents.map((percent, index) => [roundPercent(percent), write(values[index]!)])),
      };
    }
    default:
      return distribution satisfies never;
  }
}

/** Four digits that say something. */
export function significant(value: number): number {
  return Number(value.toPrecision(4));
}

/** A time as scenario files write it, to four digits. */
export function writtenSeconds(seconds: number): string {
  if (seconds === 0) return "0s";
  if (seconds >= 1) return `${plain(seconds)}s`;
  return seconds >= 0.001 ? `${plain(seconds * 1000)}ms` : `${plain(seconds * 1e6)}us`;
}

/** Without an exponent, which a duration may not have. */
function plain(value: number): string {
  const text = String(significant(value));
  if (!text.includes("e")) return text;
  return significant(value).toFixed(value < 1 ? 9 : 0);
}

/** Percents that differ stay different: those of histograms are any. */
function roundPercent(percent: number): number {
  return Number(percent.toFixed(7));
}
