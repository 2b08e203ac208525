import { z } from "zod";
import type { Distribution } from "../../engine/Distribution.ts";
import { ln } from "../../engine/portableMath.ts";
import { section } from "./section.ts";

/** z-values of the standard normal distribution. */
const normalQuantile = { p90: 1.2815515655446004, p95: 1.6448536269514722, p99: 2.3263478740408408 } as const;
const forms = "{low, high}, {mean}, {median, p90 | p95 | p99 | sigma} or {quantiles}";
const maxQuantiles = 101;

/**
 * A distribution over a quantity: one value (fixed), `{low, high}` (uniform), `{mean}` (exponential), `{median, p99}`
 * or `{median, sigma}` (lognormal), `{quantiles: {0: …, 50: …, 100: …}}` (piecewise linear).
 */
export function distributionSchema(options: {
  readonly quantity: z.ZodType<number, number | string>;
  readonly expected: string;
  readonly example: string;
}) {
  const { quantity } = options;
  const described = section({
    low: quantity.optional().describe("Uniform: the least value."),
    high: quantity.optional().describe("Uniform: the greatest value."),
    mean: quantity.optional().describe("Exponential: the mean."),
    median: quantity.optional().describe("Lognormal: the median."),
    p90: quantity.optional().describe("Lognormal: 90 % are at most this."),
    p95: quantity.optional().describe("Lognormal: 95 % are at most this."),
    p99: quantity.optional().describe("Lognormal: 99 % are at most this."),
    sigma: z
      .number()
      .min(0)
      .max(5)
      .optional()
      .describe("Lognormal: standard deviation of the natural logarithm."),
    quantiles: z
      .record(z.string(), quantity)
      .optional()
      .describe("Piecewise linear between quantiles: percent to value, 0 and 100 among them."),
  });
  return z
    .union([quantity, described], { error: `expected ${options.expected}, or ${forms}` })
    .transform((written, context): Distribution => {
      if (typeof written === "number") return { kind: "fixed", value: written };
      const distribution = toDistribution(written);
      if (typeof distribution !== "string") return distribution;
      context.addIssue({ code: "custom", message: distribution });
      return z.NEVER;
    })
    .describe(`One value (${options.example}), or ${forms}.`);
}

interface Described {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly mean?: number | undefined;
  readonly median?: number | undefined;
  readonly p90?: number | undefined;
  readonly p95?: number | undefined;
  readonly p99?: number | undefined;
  readonly sigma?: number | undefined;
  readonly quantiles?: Readonly<Record<string, number>> | undefined;
}

/** The distribution, or what is wrong. */
function toDistribution(written: Described): Distribution | string {
  const keys = Object.entries(written).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  const only = (...allowed: string[]) => keys.every((key) => allowed.includes(key));
  if (written.quantiles !== undefined && only("quantiles")) return fromQuantiles(written.quantiles);
  if (written.low !== undefined && written.high !== undefined && only("low", "high")) {
    if (written.low > written.high) return `low (${written.low}) is above high (${written.high})`;
    return { kind: "uniform", low: written.low, high: written.high };
  }
  if (written.mean !== undefined && only("mean")) {
    if (written.mean === 0) return "expected a mean above 0";
    return { kind: "exponential", mean: written.mean };
  }
  if (written.median !== undefined && keys.length === 2) return fromMedian(written.median, written);
  return `expected the keys of one form: ${forms}; found ${keys.length === 0 ? "none" : keys.join(", ")}`;
}

function fromMedian(median: number, written: Described): Distribution | string {
  if (median === 0) return "expected a median above 0";
  if (written.sigma !== undefined) return { kind: "lognormal", median, sigma: written.sigma };
  for (const key of ["p90", "p95", "p99"] as const) {
    const high = written[key];
    if (high === undefined) continue;
    if (high < median) return `${key} (${high}) is below the median (${median})`;
    const ratio = high / median;
    const sigma = ratio === Number.POSITIVE_INFINITY ? ratio : ln(ratio) / normalQuantile[key];
    if (sigma > 5) return `${key} (${high}) is too far above the median (${median})`;
    return { kind: "lognormal", median, sigma };
  }
  return `expected median with p90, p95, p99 or sigma`;
}

function fromQuantiles(quantiles: Readonly<Record<string, number>>): Distribution | string {
  const points: { percent: number; value: number }[] = [];
  for (const [key, value] of Object.entries(quantiles)) {
    const percent = key.trim() === "" ? Number.NaN : Number(key);
    if (!(percent >= 0 && percent <= 100))
      return `found the quantile ${JSON.stringify(key)}; expected a percentage`;
    points.push({ percent, value });
  }
  points.sort((left, right) => left.percent - right.percent);
  if (points.length > maxQuantiles)
    return `found ${points.length} quantiles; expected at most ${maxQuantiles}`;
  if (points[0]?.percent !== 0 || points.at(-1)?.percent !== 100)
    return "expected quantiles 0 and 100 among them";
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    if (before === undefined) continue;
    if (before.percent === point.percent) return `found the quantile ${point.percent} twice`;
    if (before.value > point.value) {
      return `quantile ${point.percent} (${point.value}) is below quantile ${before.percent} (${before.value})`;
    }
  }
  return {
    kind: "quantiles",
    percents: points.map((point) => point.percent),
    values: points.map((point) => point.value),
  };
}
