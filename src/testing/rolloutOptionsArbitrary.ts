import * as fc from "fast-check";
import type { RolloutOptions } from "../strategies/anyscale/plan/planRollout.ts";
import { deploymentsArbitrary } from "./deploymentsArbitrary.ts";
import { splitArbitrary } from "./splitArbitrary.ts";
import { trafficPatternArbitrary } from "./trafficPatternArbitrary.ts";

const surges = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constantFrom(1, 10, 25, 30, 33, 50, 99, 100));

/** Options of `planRollout`: surges, patterns, manual control, both roundings, fresh and from any legal split. */
export function rolloutOptionsArbitrary(): fc.Arbitrary<RolloutOptions> {
  return fc.record(
    {
      deployments: deploymentsArbitrary(),
      canaryDeployments: deploymentsArbitrary(),
      maxSurgePercent: surges,
      canaryPercent: fc.integer({ min: 0, max: 100 }),
      trafficPattern: fc.oneof(fc.constantFrom("aws" as const, "gcp" as const), trafficPatternArbitrary()),
      from: splitArbitrary(),
      rounding: fc.constantFrom("up" as const, "half-up" as const),
      autoCompleteRollout: fc.boolean(),
    },
    { requiredKeys: ["deployments"] },
  );
}
