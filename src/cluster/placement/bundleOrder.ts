import { amountOf } from "../amountOf.ts";
import type { MilliResources } from "../MilliResources.ts";

/**
 * The order in which the bundles of a group are placed, as their indexes: what is scarce first, the largest first; by GPUs,
 * then custom resources by name, then memory, then CPUs (ray 2.60.0, `BundleSchedulingPolicy::SortRequiredResources`). Equals as they came.
 */
export function bundleOrder(bundles: readonly MilliResources[]): readonly number[] {
  return bundles
    .map((bundle, index) => ({ bundle, index }))
    .sort((a, b) => compareBundles(b.bundle, a.bundle))
    .map(({ index }) => index);
}

function compareBundles(a: MilliResources, b: MilliResources): number {
  if (a.milliGpus !== b.milliGpus) return a.milliGpus - b.milliGpus;
  for (const name of [...new Set([...Object.keys(a.custom ?? {}), ...Object.keys(b.custom ?? {})])].sort()) {
    if (name === "memory") continue;
    const difference = amountOf(a.custom, name) - amountOf(b.custom, name);
    if (difference !== 0) return difference;
  }
  return amountOf(a.custom, "memory") - amountOf(b.custom, "memory") || a.milliCpus - b.milliCpus;
}
