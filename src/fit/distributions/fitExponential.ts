import type { CandidateFit } from "./CandidateFit.ts";
import { candidateOf } from "./candidateOf.ts";
import type { Bucket, Observations } from "./Observations.ts";

const mostSteps = 2000;
const smallStep = 1e-10;

/** The exponential distribution; values that were cut off count for the time that they are known to have taken. */
export function fitExponential(observations: Observations): CandidateFit | null {
  const mean =
    observations.kind === "measured"
      ? (sum(observations.values) + sum(observations.cutOff)) / observations.values.length
      : meanOfBuckets(observations.buckets);
  if (!(mean > 0 && Number.isFinite(mean))) return null;
  return candidateOf({ kind: "exponential", mean }, observations, ["mean"]);
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** By expectation and maximisation: the mean of the values that the buckets would hold on average. */
function meanOfBuckets(buckets: readonly Bucket[]): number {
  const count = buckets.reduce((total, bucket) => total + bucket.count, 0);
  let mean = buckets.reduce((total, bucket) => total + bucket.count * middle(bucket), 0) / count;
  for (let step = 0; step < mostSteps; step += 1) {
    const next =
      buckets.reduce((total, bucket) => total + bucket.count * meanWithin(bucket, mean), 0) / count;
    if (Math.abs(next - mean) <= smallStep * mean) return next;
    mean = next;
  }
  return mean;
}

function middle({ low, high }: Bucket): number {
  return high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
}

function meanWithin({ low, high }: Bucket, mean: number): number {
  if (high === Number.POSITIVE_INFINITY) return low + mean;
  const width = high - low;
  return low + mean - width / Math.expm1(width / mean);
}
