import type { OverheadLedger } from "../result/OverheadLedger.ts";
import type { World } from "../world/World.ts";

/** What Ray Serve itself has taken of requests so far; `undefined`: nothing. */
export function describeOverhead({ path, loop }: World): OverheadLedger | undefined {
  const { hops } = path;
  const { count, slotSeconds, waySeconds, leastSlotSeconds, leastWaySeconds, longestWaitSeconds } =
    hops.totals;
  if (count === 0) return undefined;
  return {
    hops: count,
    meanSlotSeconds: slotSeconds / count,
    meanWaySeconds: waySeconds / count,
    leastSlotSeconds,
    leastWaySeconds,
    longestWaitSeconds,
    machines: hops.uses(loop.nowSeconds).filter((use) => use.workSeconds > 0),
  };
}
