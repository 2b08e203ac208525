import * as fc from "fast-check";
import type { ToyVersion, ToyWorldOptions } from "./ToyWorld.ts";

/** Clusters that start late, never, or fall ill on the way; machines that run out. */
export function toyWorldArbitrary(versionCount: number): fc.Arbitrary<ToyWorldOptions> {
  return fc.record(
    {
      versions: fc.array(toyVersionArbitrary(), { minLength: versionCount, maxLength: versionCount }),
      room: fc.integer({ min: 8, max: 40 }),
    },
    { requiredKeys: ["versions"] },
  );
}

function toyVersionArbitrary(): fc.Arbitrary<ToyVersion> {
  return fc.record({
    deployments: fc.record({ model: fc.integer({ min: 1, max: 8 }) }),
    headSeconds: fc.constantFrom(0, 3, 9, Infinity),
    replicaSeconds: fc.constantFrom(0, 1, 7, 20, Infinity),
    drainSeconds: fc.constantFrom(0, 4),
    outages: fc.array(
      fc
        .record({
          fromSeconds: fc.integer({ min: 0, max: 300 }),
          forSeconds: fc.integer({ min: 1, max: 60 }),
        })
        .map(({ fromSeconds, forSeconds }) => ({ fromSeconds, toSeconds: fromSeconds + forSeconds })),
      { maxLength: 2 },
    ),
  });
}
