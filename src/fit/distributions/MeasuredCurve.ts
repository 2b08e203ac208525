import type { Observations } from "./Observations.ts";

/** What was measured, as shares: `shares[i]` of all values are at most `values[i]`; both ascend. */
export interface MeasuredCurve {
  readonly values: Float64Array;
  readonly shares: Float64Array;
  /** Above this share nothing is known: what was cut off might be of any length. */
  readonly knownShare: number;
}

/**
 * The share of values by size: for measured values the product-limit estimate (E. L. Kaplan, P. Meier, Journal of the American
 * Statistical Association 53, 1958), which is the plain share where nothing was cut off; for counted ones the bounds.
 */
export function measuredCurve(observations: Observations): MeasuredCurve {
  return observations.kind === "measured"
    ? productLimit(observations.values, observations.cutOff)
    : atBounds(observations);
}

function productLimit(values: Float64Array, cutOff: Float64Array): MeasuredCurve {
  const count = values.length;
  const shares = new Float64Array(count);
  let atRisk = count + cutOff.length;
  let surviving = 1;
  let cut = 0;
  for (let i = 0; i < count; i += 1) {
    const value = values[i]!;
    // What is cut off at the very moment of another's end is at risk then.
    while (cut < cutOff.length && cutOff[cut]! < value) {
      cut += 1;
      atRisk -= 1;
    }
    surviving *= 1 - 1 / atRisk;
    atRisk -= 1;
    shares[i] = 1 - surviving;
  }
  if (cutOff.length === 0) for (let i = 0; i < count; i += 1) shares[i] = (i + 1) / count;
  const isOpen = cutOff.length > 0 && cutOff[cutOff.length - 1]! >= (values[count - 1] ?? 0);
  return { values, shares, knownShare: isOpen ? (shares[count - 1] ?? 0) : 1 };
}

function atBounds({ buckets }: Extract<Observations, { readonly kind: "counted" }>): MeasuredCurve {
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  const closed = buckets.filter(({ high }) => high !== Number.POSITIVE_INFINITY);
  let sum = 0;
  const shares = Float64Array.from(closed, ({ count }) => {
    sum += count;
    return sum / total;
  });
  return { values: Float64Array.from(closed, ({ high }) => high), shares, knownShare: shares.at(-1) ?? 0 };
}

/** The least value that at least this share does not exceed; within counted ones in a straight line. `null` where it is not known. */
export function measuredQuantile(
  curve: MeasuredCurve,
  observations: Observations,
  share: number,
): number | null {
  const { values, shares } = curve;
  if (values.length === 0 || share > curve.knownShare + 1e-12) return null;
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shares[middle]! >= share - 1e-12) high = middle;
    else low = middle + 1;
  }
  if (observations.kind === "measured") return values[low]!;
  const before = low === 0 ? 0 : shares[low - 1]!;
  const from = observations.buckets[low]!.low;
  const width = shares[low]! - before;
  return width <= 0 ? values[low]! : from + ((share - before) / width) * (values[low]! - from);
}
