import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { SplitChange, TrafficInEffect, VersionSplit } from "../../simulation/result/SplitChange.ts";
import type { Invariant } from "../evidence/Invariant.ts";

export const trafficObeyed: Invariant = {
  id: "traffic-obeyed",
  law: "The traffic in effect is the split that was commanded: from that moment on, or later by the lag of the load balancer.",
  source: "Reasoning: the other laws speak of the split that is commanded; requests meet the one in effect",
  checkResult: (result) => [...checkOrder(result), ...checkBehind(result)],
};

type Shares = Pick<TrafficInEffect, "shares" | "mirrors">;

/** A split as the load balancer was told it, and when it is to hold. */
interface ToldSplit extends Shares {
  readonly commandedAtSeconds: number;
  readonly atSeconds: number;
}

function checkOrder(result: SimulationResult): readonly string[] {
  const expected = expectedInEffect(result);
  const found = result.trafficInEffect;
  const violations = expected.flatMap((told, index) => {
    const change = found[index];
    const isSame = change !== undefined && describe(change) === describe(told);
    return isSame
      ? []
      : [`expected ${describe(told)}, found ${change === undefined ? "nothing" : describe(change)}`];
  });
  const more = found.slice(expected.length).map((change) => `nobody asked for ${describe(change)}`);
  return [...violations, ...more];
}

function checkBehind(result: SimulationResult): readonly string[] {
  const { trafficBehindSeconds } = result.summary;
  const isEverLate = result.loadBalancerLags.length > 0;
  if (!(trafficBehindSeconds >= 0)) return [`the traffic was behind for ${trafficBehindSeconds} s`];
  return trafficBehindSeconds > 0 && !isEverLate
    ? [`the traffic was behind for ${trafficBehindSeconds} s though the load balancer never lagged`]
    : [];
}

/** The splits that came to hold until the end: those told later that held earlier make what came before forgotten. */
function expectedInEffect(result: SimulationResult): readonly ToldSplit[] {
  const told = toldSplits(result);
  return told.filter(
    ({ atSeconds }, index) =>
      atSeconds <= result.scenario.horizonSeconds &&
      !told.slice(index + 1).some((later) => later.atSeconds < atSeconds),
  );
}

function toldSplits(result: SimulationResult): readonly ToldSplit[] {
  const told: ToldSplit[] = [];
  for (const change of result.splits) {
    if (change.cause === "terminate") continue;
    const shares = sharesOf(result, change);
    const last = told.at(-1);
    if (last !== undefined && describeShares(last) === describeShares(shares)) continue;
    const commandedAtSeconds = change.atSeconds;
    const delaySeconds = delayOf(result, told.length, commandedAtSeconds);
    told.push({
      commandedAtSeconds,
      atSeconds: commandedAtSeconds + delaySeconds,
      ...shares,
    });
  }
  return told;
}

/** A lag delays what is commanded while it lasts; at the instant of its begin or end the order of changes decides. */
function delayOf({ loadBalancerLags }: SimulationResult, change: number, seconds: number): number {
  return loadBalancerLags
    .filter(({ firstChange, endChange }) => firstChange <= change && change < (endChange ?? Infinity))
    .filter(({ fromSeconds, toSeconds }) => fromSeconds <= seconds && seconds <= (toSeconds ?? Infinity))
    .reduce((longest, { delaySeconds }) => Math.max(longest, delaySeconds), 0);
}

function sharesOf(result: SimulationResult, change: SplitChange): Shares {
  const { shares } = change;
  if (shares === undefined) return { shares: sharesByRole(result, change) };
  const some = (read: (share: VersionSplit) => number) =>
    shares
      .map((share) => ({ version: share.version, percent: read(share) }))
      .filter(({ percent }) => percent > 0);
  return {
    shares: some(({ trafficPercent }) => trafficPercent),
    mirrors: some(({ mirrorPercent }) => mirrorPercent),
  };
}

function sharesByRole(result: SimulationResult, change: SplitChange): TrafficInEffect["shares"] {
  const { cause, planIndex, split, versions } = change;
  if (versions !== undefined) {
    return [
      { version: versions.primary, percent: split.primary.trafficPercent },
      ...(versions.canary === null
        ? []
        : [{ version: versions.canary, percent: split.canary.trafficPercent }]),
    ].filter(({ percent }) => percent > 0);
  }
  const played = result.plans[planIndex ?? -1];
  if (played === undefined) {
    const until = result.splits.slice(0, result.splits.indexOf(change) + 1);
    const version = until.findLast(({ startedVersion }) => startedVersion !== undefined)?.startedVersion;
    return [{ version: version ?? "unknown", percent: 100 }];
  }
  if (cause === "finish") {
    const isCompleted = played.plan.outcome === "completed";
    return [{ version: isCompleted ? played.canaryVersion : played.primaryVersion, percent: 100 }];
  }
  return [
    { version: played.primaryVersion, percent: split.primary.trafficPercent },
    { version: played.canaryVersion, percent: split.canary.trafficPercent },
  ].filter(({ percent }) => percent > 0);
}

function describe({ atSeconds, commandedAtSeconds, ...shares }: TrafficInEffect): string {
  return `${describeShares(shares)} at ${atSeconds} s (commanded at ${commandedAtSeconds} s)`;
}

function describeShares({ shares, mirrors = [] }: Shares): string {
  return [
    ...shares.map(({ version, percent }) => `${version} ${percent} %`),
    ...mirrors.map(({ version, percent }) => `copies of ${percent} % to ${version}`),
  ].join(", ");
}
