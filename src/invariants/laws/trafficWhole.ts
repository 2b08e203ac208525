import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { SplitChange } from "../../simulation/result/SplitChange.ts";
import type { RolloutSplit } from "../../strategies/capacity/RolloutSplit.ts";
import { checkPlayedPlans } from "../evidence/checkPlayedPlans.ts";
import { describeSplit } from "../evidence/describeSplit.ts";
import type { Invariant } from "../evidence/Invariant.ts";

/** Far below any share that somebody could want, and above what adding up a few thousand rounds away. */
const tolerance = 1e-6;

export const trafficWhole: Invariant = {
  id: "traffic-whole",
  law: "Canary and primary traffic add up to 100, and so does that of all versions where there are more; by a plan, in whole percent.",
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
  return splits.flatMap((change) =>
    change.cause === "terminate" || isWholeChange(change)
      ? []
      : [`at ${change.atSeconds} s (${change.cause}): ${describeChange(change)}`],
  );
}

function isWholeChange({ split, shares, planIndex }: SplitChange): boolean {
  const byRole = [split.canary.trafficPercent, split.primary.trafficPercent];
  if (shares === undefined) return planIndex === null ? isAlmostWhole(byRole) : isWholeSplit(split);
  const [primary, ...others] = shares.map(({ trafficPercent }) => trafficPercent);
  const [canaryPercent = 0, primaryPercent = 0] = byRole;
  const sum = others.reduce((total, percent) => total + percent, 0);
  return (
    // No version has any: the endpoint is gone.
    (isAlmostWhole([...others, primary ?? 0]) || [...others, primary].every((percent) => percent === 0)) &&
    shares.every(({ mirrorPercent }) => mirrorPercent >= 0 && mirrorPercent <= 100) &&
    Math.abs(sum - canaryPercent) < tolerance &&
    Math.abs((primary ?? 0) - primaryPercent) < tolerance
  );
}

/** Shares of a sum of weights need not be whole percent. */
function isAlmostWhole(percents: readonly number[]): boolean {
  const sum = percents.reduce((total, percent) => total + percent, 0);
  return percents.every((percent) => percent >= 0) && Math.abs(sum - 100) < tolerance;
}

function describeChange({ split, shares = [] }: SplitChange): string {
  return [
    describeSplit(split),
    ...shares.map(({ version, trafficPercent }) => `${version} ${trafficPercent} %`),
  ].join(", ");
}

function checkTimeline({ timeline, splits }: SimulationResult): readonly string[] {
  const isByWeights = splits.some(
    ({ split, shares }) => shares !== undefined || !Number.isInteger(split.canary.trafficPercent),
  );
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
    const isFine = isByWeights
      ? isAlmostWhole([canaryPercent, primaryPercent]) || (canaryPercent === 0 && primaryPercent === 0)
      : isWhole(canaryPercent, primaryPercent);
    return isFine
      ? []
      : [`timeline row ${row} (at ${atSeconds} s): canary ${canaryPercent} + primary ${primaryPercent}`];
  });
}
