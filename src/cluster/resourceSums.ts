import { amountOf } from "./amountOf.ts";
import type { MilliResources } from "./MilliResources.ts";

/** Both together. */
export function plusResources(a: MilliResources, b: MilliResources): MilliResources {
  return combine(a, b, (one, other) => one + other);
}

/** What is left of `a` without `b`. */
export function minusResources(a: MilliResources, b: MilliResources): MilliResources {
  return combine(a, b, (one, other) => one - other);
}

/** The most of each. */
export function mostResources(a: MilliResources, b: MilliResources): MilliResources {
  return combine(a, b, (one, other) => Math.max(one, other));
}

function combine(
  a: MilliResources,
  b: MilliResources,
  of: (one: number, other: number) => number,
): MilliResources {
  const sum = { milliCpus: of(a.milliCpus, b.milliCpus), milliGpus: of(a.milliGpus, b.milliGpus) };
  const names = new Set([...Object.keys(a.custom ?? {}), ...Object.keys(b.custom ?? {})]);
  if (names.size === 0) return sum;
  const custom = Object.fromEntries(
    [...names].sort().map((name) => [name, of(amountOf(a.custom, name), amountOf(b.custom, name))]),
  );
  return { ...sum, custom };
}
