import type { RolloutSplit, VersionShare } from "../../strategies/capacity/RolloutSplit.ts";
import type { VersionWorld, World } from "./World.ts";

/** What the versions have as commanded, told by their roles. */
export function splitOf({ canary, primary }: Pick<World, "canary" | "primary">): RolloutSplit {
  return { canary: shareOf(canary), primary: shareOf(primary) };
}

function shareOf(version: VersionWorld | null): VersionShare {
  if (version === null) return { capacityPercent: 0, trafficPercent: 0 };
  const { capacityPercent, trafficPercent } = version;
  return { capacityPercent, trafficPercent };
}
