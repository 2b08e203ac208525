import type { ReplicaNeed } from "../MilliResources.ts";
import { compareSpace, type Space } from "./compareSpace.ts";

/** The order in which packing places what waits: the largest first, equals as they came (ray 2.60.0, `_schedule_with_pack_strategy`). */
export function packingOrder<Waiting extends { readonly need: ReplicaNeed }>(
  waiting: readonly Waiting[],
): Waiting[] {
  // Many wait for the same: what they need is compared once.
  const needs = [...new Set(waiting.map(({ need }) => need))].map((need) => ({ need, space: spaceOf(need) }));
  needs.sort((a, b) => compareSpace(b.space, a.space));
  const ranks = new Map<ReplicaNeed, number>();
  let rank = 0;
  for (const [index, { need, space }] of needs.entries()) {
    if (index > 0 && compareSpace(needs[index - 1]!.space, space) !== 0) rank++;
    ranks.set(need, rank);
  }
  return [...waiting].sort((a, b) => ranks.get(a.need)! - ranks.get(b.need)!);
}

function spaceOf(need: ReplicaNeed): Space {
  const { limit } = need;
  const shares = limit === undefined ? {} : { [limit.deployment]: 1 / limit.maxReplicas };
  return { ...need, shares, absentShare: 0 };
}
