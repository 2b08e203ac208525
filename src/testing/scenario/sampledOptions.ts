import * as fc from "fast-check";

/** Of each option one of its values; those of which the value is `undefined` are left out. */
export function sampledOptions(
  samples: Readonly<Record<string, readonly unknown[]>>,
): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const arbitraries = Object.entries(samples).map(
    ([option, values]): readonly [string, fc.Arbitrary<unknown>] => [option, fc.constantFrom(...values)],
  );
  return fc
    .record(Object.fromEntries(arbitraries))
    .map((options) => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)));
}
