import type { PlayedPlan } from "../../src/simulation/result/PlayedPlan.ts";
import type { SplitChange, TrafficInEffect } from "../../src/simulation/result/SplitChange.ts";

/** What a load balancer that never lags makes of the splits: every change of a version's share, at once. */
export function obeySplits(
  splits: readonly SplitChange[],
  plans: readonly Pick<PlayedPlan, "primaryVersion" | "canaryVersion" | "plan">[],
): TrafficInEffect[] {
  const changes: TrafficInEffect[] = [];
  for (const { atSeconds, cause, planIndex, split } of splits) {
    if (cause === "terminate") continue;
    const played = plans[planIndex ?? -1];
    const [primary, canary] = [played?.primaryVersion ?? "v1", played?.canaryVersion ?? "v1"];
    const winner = played?.plan.outcome === "completed" ? canary : primary;
    const shares =
      played === undefined
        ? [{ version: "v1", percent: 100 }]
        : cause === "finish"
          ? [{ version: winner, percent: 100 }]
          : [
              { version: primary, percent: split.primary.trafficPercent },
              { version: canary, percent: split.canary.trafficPercent },
            ].filter(({ percent }) => percent > 0);
    if (JSON.stringify(changes.at(-1)?.shares) === JSON.stringify(shares)) continue;
    changes.push({ atSeconds, commandedAtSeconds: atSeconds, shares });
  }
  return changes;
}
