import * as fc from "fast-check";
import type { WrittenScenario } from "../../scenario/yaml/printScenario.ts";

type WrittenTime = NonNullable<NonNullable<WrittenScenario["deployments"]>[string]["startUp"]>;

/** A random time of about `typicalSeconds`, in every form that a scenario file knows. */
export function timeArbitrary(typicalSeconds: number): fc.Arbitrary<WrittenTime> {
  const about = fc.integer({ min: 1, max: 20 }).map((tenths) => round((tenths * typicalSeconds) / 10));
  return fc.oneof(
    { weight: 3, arbitrary: about },
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: about.map((mean) => ({ mean })) },
    { weight: 1, arbitrary: about.map((low) => ({ low, high: round(low * 3) })) },
    { weight: 1, arbitrary: about.map((median) => ({ median, p99: round(median * 4) })) },
    {
      weight: 1,
      arbitrary: about.map((high) => ({ quantiles: { "0": 0, "50": round(high / 2), "100": high } })),
    },
  );
}

/** Thousandths are enough, and read better in a printed file. */
function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
