import type { VersionSplit } from "../result/SplitChange.ts";
import type { World } from "../world/World.ts";

/** What every version has that is there, the primary first; `null`: the two roles tell all. */
export function describeShares(world: World): readonly VersionSplit[] | null {
  const { primary, canary, versions } = world;
  const others = versions.filter(
    (version) =>
      version !== primary &&
      (version.trafficPercent > 0 ||
        version.mirrorPercent > 0 ||
        (version.capacityPercent > 0 && !version.isTerminating)),
  );
  const all = [primary, ...others];
  const isTold =
    others.every((version) => version === canary) &&
    all.every(({ mirrorPercent }) => mirrorPercent === 0) &&
    all.some(({ trafficPercent }) => trafficPercent > 0);
  return isTold
    ? null
    : all.map(({ id, capacityPercent, trafficPercent, mirrorPercent }) => ({
        version: id,
        capacityPercent,
        trafficPercent,
        mirrorPercent,
      }));
}
