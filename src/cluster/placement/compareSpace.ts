import { amountOf } from "../amountOf.ts";
import type { MilliResources } from "../MilliResources.ts";

/** Resources, and shares of the limits of deployments by their names. */
export interface Space extends MilliResources {
  readonly shares: Readonly<Record<string, number>>;
  /** The share of a deployment that is not named: 1 on a node, 0 in a need. */
  readonly absentShare: 0 | 1;
}

/**
 * Which of two is smaller: by GPUs, then CPUs, then memory, then custom resources, then limits (ray 2.60.0, `Resources.__lt__`; the
 * last two go by name here, where Ray goes by the order of a set). Below 0: the first one.
 */
export function compareSpace(a: Space, b: Space): number {
  if (a.milliGpus !== b.milliGpus) return a.milliGpus - b.milliGpus;
  if (a.milliCpus !== b.milliCpus) return a.milliCpus - b.milliCpus;
  return (
    amountOf(a.custom, "memory") - amountOf(b.custom, "memory") ||
    compareRecords(a.custom ?? {}, b.custom ?? {}, [0, 0]) ||
    compareRecords(a.shares, b.shares, [a.absentShare, b.absentShare])
  );
}

function compareRecords(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
  [absentA, absentB]: readonly [number, number],
): number {
  for (const name of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
    const difference =
      (Object.hasOwn(a, name) ? (a[name] ?? 0) : absentA) -
      (Object.hasOwn(b, name) ? (b[name] ?? 0) : absentB);
    if (difference !== 0) return difference;
  }
  return 0;
}
