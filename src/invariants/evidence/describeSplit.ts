import type { RolloutSplit } from "../../strategies/capacity/RolloutSplit.ts";

/** A split as violations name it: `canary 25/0, primary 100/100 (capacity/traffic)`. */
export function describeSplit({ canary, primary }: RolloutSplit): string {
  return (
    `canary ${canary.capacityPercent}/${canary.trafficPercent}, ` +
    `primary ${primary.capacityPercent}/${primary.trafficPercent} (capacity/traffic)`
  );
}
