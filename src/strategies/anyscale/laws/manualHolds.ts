import { checkPlayedPlans } from "../../../invariants/evidence/checkPlayedPlans.ts";
import { describeSplit } from "../../../invariants/evidence/describeSplit.ts";
import type { Invariant } from "../../../invariants/evidence/Invariant.ts";
import type { PlanContext } from "../../../invariants/evidence/PlanContext.ts";
import type { PlayedPlan } from "../../../simulation/result/PlayedPlan.ts";
import type { SimulationResult } from "../../../simulation/result/SimulationResult.ts";
import type { RolloutPlan } from "../../capacity/RolloutPlan.ts";
import { isSameSplit } from "./evidence/isSameSplit.ts";

export const manualHolds: Invariant = {
  id: "manual-holds",
  strategy: "anyscale",
  law: "Under canary_percent traffic stops at that split and nothing rolls back by itself.",
  source:
    "anyscale-update-a-service.txt: canary_percent pauses at that split until the next command and disables automatic rollback",
  checkPlan,
  checkResult: (result) => [
    ...checkPlayedPlans(result, checkPlan),
    ...result.plans.flatMap((played, planIndex) =>
      [
        ...checkOrdered(result, played),
        ...checkControl(played, result.plans[planIndex + 1]),
        ...checkHold(result, played, planIndex),
      ].map((violation) => `plan ${planIndex} (${played.cause} at ${played.atSeconds} s): ${violation}`),
    ),
  ],
};

function checkPlan({ steps, outcome }: RolloutPlan, { canaryPercent }: PlanContext): readonly string[] {
  if (canaryPercent === null) {
    const isAtEnd = steps.at(-1)?.canary.trafficPercent === 100;
    return outcome === "paused" && !isAtEnd ? ["it pauses on its way though no canary percent was set"] : [];
  }
  const start = steps[0]?.canary.trafficPercent ?? 0;
  const low = Math.min(start, canaryPercent);
  const high = Math.max(start, canaryPercent);
  const beyond = steps
    .filter(({ canary }) => canary.trafficPercent < low || canary.trafficPercent > high)
    .map(
      ({ index, canary }) =>
        `step ${index}: canary traffic ${canary.trafficPercent} % passes the split asked for`,
    );
  const last = steps.at(-1)?.canary.trafficPercent;
  return last === canaryPercent
    ? beyond
    : [...beyond, `it stops at ${last} % instead of the ${canaryPercent} % asked for`];
}

/** A plan begins because somebody ordered it in that instant, or because the rollout rolls back by itself. */
function checkOrdered({ commands }: SimulationResult, { cause, atSeconds }: PlayedPlan): readonly string[] {
  const kinds = ordersOf(cause);
  const isOrdered =
    kinds.length === 0 ||
    commands.some((each) => each.accepted && kinds.includes(each.kind) && each.atSeconds === atSeconds);
  return isOrdered ? [] : [`no accepted ${kinds.join(" or ")} command orders it`];
}

function ordersOf(cause: PlayedPlan["cause"]): readonly string[] {
  switch (cause) {
    case "deploy":
      return ["deploy"];
    case "command":
      // The same config deployed again is how a client changes canary_percent.
      return ["set-canary-percent", "deploy"];
    case "manual-rollback":
      return ["rollback"];
    case "automatic-rollback":
      return [];
  }
}

function checkControl(played: PlayedPlan, next: PlayedPlan | undefined): readonly string[] {
  return [
    ...(played.canaryPercent !== null && played.control !== "manual"
      ? ["a canary percent was set, but control is automatic"]
      : []),
    ...(played.control === "manual" && next?.cause === "automatic-rollback"
      ? [`it rolled back by itself at ${next.atSeconds} s under manual control`]
      : []),
  ];
}

/** Once a pausing plan has reached its split, the split stays until the next plan or the end of the service. */
function checkHold(
  { plans, splits }: SimulationResult,
  { plan }: PlayedPlan,
  planIndex: number,
): readonly string[] {
  const pause = plan.steps.at(-1);
  if (plan.outcome !== "paused" || pause === undefined) {
    return [];
  }
  const reachedIndex = splits.findIndex(
    (change) => change.planIndex === planIndex && isSameSplit(change.split, pause),
  );
  if (reachedIndex === -1) {
    return [];
  }
  const untilSeconds = plans[planIndex + 1]?.atSeconds ?? Number.POSITIVE_INFINITY;
  const after = splits.slice(reachedIndex + 1);
  const endIndex = after.findIndex(({ cause }) => cause === "terminate");
  return after
    .slice(0, endIndex < 0 ? after.length : endIndex)
    .filter(({ atSeconds }) => atSeconds < untilSeconds)
    .filter(({ split }) => !isSameSplit(split, pause))
    .map(({ atSeconds, split }) => `the split left its pause at ${atSeconds} s for ${describeSplit(split)}`);
}
