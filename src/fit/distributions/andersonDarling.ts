import type { Distribution } from "../../engine/Distribution.ts";
import { curveOf } from "./DistributionCurve.ts";

/** Anderson and Darling's test: the statistic, and how often chance alone gives a larger one; `null` where no table says it. */
export interface AndersonDarling {
  readonly statistic: number;
  readonly pValue: number | null;
}

/**
 * Of ascending values against a distribution whose parameters were estimated from them (M. A. Stephens in R. B. D'Agostino, M. A.
 * Stephens, "Goodness-of-Fit Techniques", 1986, tables 4.9 and 4.14: normal and exponential, parameters unknown).
 */
export function andersonDarling(values: Float64Array, distribution: Distribution): AndersonDarling {
  const curve = curveOf(distribution);
  const count = values.length;
  const clear = (probability: number) => Math.log(Math.max(probability, 1e-300));
  let sum = 0;
  for (let i = 0; i < count; i += 1) {
    const lower = 1 - curve.upper(values[i]!);
    const upper = curve.upper(values[count - 1 - i]!);
    sum += (2 * i + 1) * (clear(lower) + clear(upper));
  }
  const statistic = -count - sum / count;
  return { statistic, pValue: pValueOf(statistic, count, distribution.kind) };
}

function pValueOf(statistic: number, count: number, kind: Distribution["kind"]): number | null {
  switch (kind) {
    case "lognormal":
      return normalPValue(statistic * (1 + 0.75 / count + 2.25 / (count * count)));
    case "exponential":
      return exponentialPValue(statistic * (1 + 0.6 / count));
    default:
      return null;
  }
}

function normalPValue(a: number): number {
  if (a > 10) return 0;
  if (a >= 0.6) return Math.exp(1.2937 - 5.709 * a + 0.0186 * a * a);
  if (a >= 0.34) return Math.exp(0.9177 - 4.279 * a - 1.38 * a * a);
  if (a >= 0.2) return 1 - Math.exp(-8.318 + 42.796 * a - 59.938 * a * a);
  return 1 - Math.exp(-13.436 + 101.14 * a - 223.73 * a * a);
}

function exponentialPValue(a: number): number {
  if (a > 10) return 0;
  if (a >= 0.95) return Math.exp(0.731 - 3.009 * a + 0.15 * a * a);
  if (a >= 0.51) return Math.exp(0.9209 - 3.353 * a + 0.3 * a * a);
  if (a >= 0.26) return 1 - Math.exp(-6.1327 + 20.218 * a - 18.663 * a * a);
  return 1 - Math.exp(-12.2204 + 67.459 * a - 110.3 * a * a);
}
