import type { Distribution } from "../../engine/Distribution.ts";
import { measuredCurve, measuredQuantile } from "./MeasuredCurve.ts";
import { type Observations, observedCount } from "./Observations.ts";

const middlePercents = [
  1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 99.5, 99.8, 99.9, 99.95, 99.99,
];
/** A level rests on at least so many values on its far side. */
const leastBeyond = 5;

/**
 * The measured quantiles as a distribution. Of what was cut off beyond the last known level, the greatest value that was seen is the
 * end. `null` where there are too few values.
 */
export function quantilesOf(observations: Observations): Distribution | null {
  return observations.kind === "measured" ? ofValues(observations) : ofBuckets(observations);
}

function ofValues(observations: Extract<Observations, { readonly kind: "measured" }>): Distribution | null {
  const { values, cutOff } = observations;
  const count = observedCount(observations);
  if (count < 2 * leastBeyond) return null;
  const curve = measuredCurve(observations);
  const percents = [0];
  const levels = [values[0]!];
  for (const percent of middlePercents) {
    if ((count * Math.min(percent, 100 - percent)) / 100 < leastBeyond - 1e-9) continue;
    const value = measuredQuantile(curve, observations, percent / 100);
    if (value === null) break;
    percents.push(percent);
    levels.push(value);
  }
  percents.push(100);
  levels.push(Math.max(values.at(-1)!, cutOff.at(-1) ?? 0));
  return { kind: "quantiles", percents, values: levels };
}

/** The bounds of a histogram are quantiles already. */
function ofBuckets({ buckets }: Extract<Observations, { readonly kind: "counted" }>): Distribution | null {
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  const filled = buckets.filter(({ count }) => count > 0);
  const first = filled[0];
  if (first === undefined || total < 2 * leastBeyond) return null;
  const percents = [0];
  const levels = [first.low];
  let sum = 0;
  for (const { low, high, count } of filled) {
    if (low > levels.at(-1)!) {
      // Empty buckets lie between: nothing is there.
      percents.push(((sum + total * 1e-9) / total) * 100);
      levels.push(low);
    }
    sum += count;
    if (sum < total) {
      percents.push((sum / total) * 100);
      levels.push(high === Number.POSITIVE_INFINITY ? low : high);
    } else {
      percents.push(100);
      levels.push(high === Number.POSITIVE_INFINITY ? low : high);
    }
  }
  return { kind: "quantiles", percents, values: levels };
}
