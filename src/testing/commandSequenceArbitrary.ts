import * as fc from "fast-check";
import type { PlannerCommand } from "./PlannerCommand.ts";

const afterSteps = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constant(1000));
const surge = fc.integer({ min: 1, max: 100 });

/** What an operator does in turn, each some steps after the one before: canary percents, gradual and instant rollbacks. */
export function commandSequenceArbitrary(): fc.Arbitrary<readonly PlannerCommand[]> {
  return fc.array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant("canary-percent" as const),
          afterSteps,
          canaryPercent: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constantFrom(0, 100)),
          maxSurgePercent: surge,
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant("rollback" as const),
          afterSteps,
          maxSurgePercent: fc.option(surge, { nil: null }),
        }),
      },
    ),
    { maxLength: 5 },
  );
}
