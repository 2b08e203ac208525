import { compareSpace, type Space } from "./compareSpace.ts";
import type { ReplicaNeed } from "./MilliResources.ts";

/** The order in which packing places what waits: the largest first, equals as they came (ray 2.60.0, `_schedule_with_pack_strategy`). */
export function packingOrder<Waiting extends { readonly need: ReplicaNeed }>(
  waiting: readonly Waiting[],
): Waiting[] {
  return [...waiting].sort((a, b) => compareSpace(spaceOf(b.need), spaceOf(a.need)));
}

function spaceOf(need: ReplicaNeed): Space {
  const { limit } = need;
  const shares = limit === undefined ? {} : { [limit.deployment]: 1 / limit.maxReplicas };
  return { ...need, shares, absentShare: 0 };
}
