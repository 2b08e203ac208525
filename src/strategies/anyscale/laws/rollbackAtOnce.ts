import { checkPlayedPlans } from "../../../invariants/evidence/checkPlayedPlans.ts";
import { describeSplit } from "../../../invariants/evidence/describeSplit.ts";
import type { Invariant } from "../../../invariants/evidence/Invariant.ts";
import type { PlanContext } from "../../../invariants/evidence/PlanContext.ts";
import type { PlayedPlan } from "../../../simulation/result/PlayedPlan.ts";
import type { SimulationResult } from "../../../simulation/result/SimulationResult.ts";
import type { RolloutPlan } from "../../capacity/RolloutPlan.ts";
import { allOnPrimary } from "./evidence/allOnPrimary.ts";
import { isSameSplit } from "./evidence/isSameSplit.ts";

export const rollbackAtOnce: Invariant = {
  id: "rollback-at-once",
  strategy: "anyscale",
  law: "An automatic rollback sets traffic, primary capacity and canary capacity at the same instant.",
  source:
    "anyscale-update-a-service.txt: all traffic to the primary, all primary replicas activated and all canary replicas deactivated at the same time",
  checkPlan,
  checkResult: (result) => [
    ...checkPlayedPlans(result, checkPlan),
    ...checkCauses(result),
    ...result.plans.flatMap((played, planIndex) =>
      played.cause === "automatic-rollback"
        ? [...checkSplits(result, played, planIndex), ...checkTargets(result, played)].map(
            (violation) => `plan ${planIndex} (automatic rollback at ${played.atSeconds} s): ${violation}`,
          )
        : [],
    ),
  ],
};

function checkPlan({ steps }: RolloutPlan, { trigger }: PlanContext): readonly string[] {
  const atOnce = steps.filter(({ kind }) => kind === "roll-back-at-once");
  if (trigger !== "automatic-rollback") {
    return atOnce.map(({ index }) => `step ${index}: rolls back at once without an automatic rollback`);
  }
  const start = steps[0];
  if (start !== undefined && steps.length === 1 && isSameSplit(start, allOnPrimary)) {
    return [];
  }
  const step = atOnce[0];
  if (step === undefined || steps.length !== 2) {
    const kinds = steps.map(({ kind }) => kind).join(", ");
    return [`an automatic rollback is one step at once, not ${kinds || "nothing"}`];
  }
  return isSameSplit(step, allOnPrimary) ? [] : [`it rolls back to ${describeSplit(step)}`];
}

function checkCauses({ plans, splits }: SimulationResult): readonly string[] {
  return splits.flatMap(({ atSeconds, cause, planIndex }) => {
    const trigger = plans[planIndex ?? -1]?.cause;
    return cause === "roll-back-at-once" && trigger !== "automatic-rollback"
      ? [`at ${atSeconds} s a split rolls back at once in a plan of cause ${trigger ?? "unknown"}`]
      : [];
  });
}

function checkSplits({ splits }: SimulationResult, played: PlayedPlan, planIndex: number): readonly string[] {
  const own = splits.filter(
    (change) => change.planIndex === planIndex && change.cause !== "start" && change.cause !== "finish",
  );
  const change = own[0];
  if (change === undefined) {
    const before = splits.filter(({ atSeconds }) => atSeconds <= played.atSeconds).at(-1);
    return before !== undefined && isSameSplit(before.split, allOnPrimary)
      ? []
      : ["no split of it is recorded"];
  }
  return [
    ...(own.length === 1 || own[1]?.cause === "terminate" ? [] : [`it took ${own.length} splits`]),
    ...(change.cause === "roll-back-at-once" ? [] : [`its split is a ${change.cause}`]),
    ...(change.atSeconds === played.atSeconds ? [] : [`its split came at ${change.atSeconds} s`]),
    ...(isSameSplit(change.split, allOnPrimary) ? [] : [`its split is ${describeSplit(change.split)}`]),
  ];
}

/** What the replicas are told must change in the same instant as the traffic, in every deployment of both versions. */
function checkTargets({ targets }: SimulationResult, played: PlayedPlan): readonly string[] {
  const { atSeconds, canaryVersion, primaryVersion } = played;
  const ordered = [
    { version: canaryVersion, capacityPercent: 0 },
    { version: primaryVersion, capacityPercent: 100 },
  ];
  return ordered.flatMap(({ version, capacityPercent }) => {
    const known = targets.filter((record) => record.version === version && record.atSeconds <= atSeconds);
    const latest = new Map(known.map((record) => [record.deployment, record.capacityPercent]));
    return [...latest]
      .filter(([, told]) => told !== capacityPercent)
      .map(
        ([deployment, told]) => `${version} ${deployment} stays at a capacity of ${told} % in that instant`,
      );
  });
}
