import type { VersionLevels } from "../result/VersionHistory.ts";
import type { VersionWorld } from "../world/World.ts";

/** What a version has of capacity, traffic and copies, as commanded; one that has been ended has no capacity any more. */
export function shareOf(version: VersionWorld): Omit<VersionLevels, "atSeconds"> {
  const { capacityPercent, trafficPercent, mirrorPercent, isTerminating } = version;
  return { capacityPercent: isTerminating ? 0 : capacityPercent, trafficPercent, mirrorPercent };
}
