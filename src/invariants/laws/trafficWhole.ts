import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { RolloutSplit } from "../../strategies/capacity/RolloutSplit.ts";
import { checkPlayedPlans } from "../evidence/checkPlayedPlans.ts";
import { describeSplit } from "../evidence/describeSplit.ts";
import type { Invariant } from "../evidence/Invariant.ts";

export const trafficWhole: Invariant = {
  id: "traffic-whole",
  law: "Canary and primary traffic add up to 100.",
  source: "anyscale-service-api.txt: a version's weight is its traffic share, 100 when nothing rolls out",
  checkPlan,
  checkResult: (result) => [
    ...checkPlayedPlans(result, checkPlan),
    ...checkSplits(result),
    ...checkTimeline(result),
  ],
};

function checkPlan({ steps }: { readonly steps: readonly RolloutSplit[] }): readonly string[] {
  if (steps.length === 0) {
    return ["the plan has no steps, not even the start"];
  }
  return steps.flatMap((step, index) =>
    isWholeSplit(step) ? [] : [`step ${index}: ${describeSplit(step)}`],
  );
}

function isWholeSplit({ canary, primary }: RolloutSplit): boolean {
  return isWhole(canary.trafficPercent, primary.trafficPercent);
}

function isWhole(canaryPercent: number, primaryPercent: number): boolean {
  const shares = [canaryPercent, primaryPercent];
  return (
    shares.every((share) => Number.isInteger(share) && share >= 0) && canaryPercent + primaryPercent === 100
  );
}

function checkSplits({ splits }: SimulationResult): readonly string[] {
  if (splits[0]?.atSeconds !== 0) {
    return ["no split is recorded for the start of the simulation"];
  }
  return splits.flatMap(({ atSeconds, cause, split }) =>
    cause === "terminate" || isWholeSplit(split)
      ? []
      : [`at ${atSeconds} s (${cause}): ${describeSplit(split)}`],
  );
}

function checkTimeline({ timeline, splits }: SimulationResult): readonly string[] {
  const terminatedSeconds =
    splits.find(({ cause }) => cause === "terminate")?.atSeconds ?? Number.POSITIVE_INFINITY;
  return timeline.atSeconds.flatMap((atSeconds, row) => {
    if (atSeconds + timeline.intervalSeconds >= terminatedSeconds) {
      return [];
    }
    const canaryPercent = timeline.canary.trafficPercent[row];
    const primaryPercent = timeline.primary.trafficPercent[row];
    if (canaryPercent === undefined || primaryPercent === undefined) {
      return [`timeline row ${row} (at ${atSeconds} s) has no traffic shares`];
    }
    return isWhole(canaryPercent, primaryPercent)
      ? []
      : [`timeline row ${row} (at ${atSeconds} s): canary ${canaryPercent} + primary ${primaryPercent}`];
  });
}
