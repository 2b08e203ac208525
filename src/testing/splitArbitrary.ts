import * as fc from "fast-check";
import type { RolloutSplit } from "../strategies/capacity/RolloutSplit.ts";

/** Any split in which a rollout may stand: traffic adds up to 100 and stays within capacity. */
export function splitArbitrary(): fc.Arbitrary<RolloutSplit> {
  return fc.integer({ min: 0, max: 100 }).chain((canaryTraffic) =>
    fc.record({
      canary: share(canaryTraffic),
      primary: share(100 - canaryTraffic),
    }),
  );
}

function share(trafficPercent: number): fc.Arbitrary<RolloutSplit["canary"]> {
  return fc
    .integer({ min: trafficPercent, max: 100 })
    .map((capacityPercent) => ({ capacityPercent, trafficPercent }));
}
