import type { RolloutSplit } from "../../strategies/capacity/RolloutSplit.ts";
import type { World } from "./World.ts";

/**
 * What the versions have as commanded, told by their roles: all versions but the primary count as the canary, whose capacity is that
 * of the newest of them.
 */
export function splitOf({
  canary,
  primary,
  versions,
}: Pick<World, "canary" | "primary" | "versions">): RolloutSplit {
  return {
    canary: {
      capacityPercent: canary?.capacityPercent ?? 0,
      trafficPercent: versions.reduce(
        (sum, version) => (version === primary ? sum : sum + version.trafficPercent),
        0,
      ),
    },
    primary: { capacityPercent: primary.capacityPercent, trafficPercent: primary.trafficPercent },
  };
}
