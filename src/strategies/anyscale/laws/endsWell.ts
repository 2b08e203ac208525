import { checkPlayedPlans } from "../../../invariants/evidence/checkPlayedPlans.ts";
import { describeSplit } from "../../../invariants/evidence/describeSplit.ts";
import type { Invariant } from "../../../invariants/evidence/Invariant.ts";
import type { PlanContext } from "../../../invariants/evidence/PlanContext.ts";
import type { PlayedPlan } from "../../../simulation/result/PlayedPlan.ts";
import type { SimulationResult } from "../../../simulation/result/SimulationResult.ts";
import type { RolloutPlan } from "../../capacity/RolloutPlan.ts";
import type { RolloutSplit } from "../../capacity/RolloutSplit.ts";
import type { RolloutStep } from "../../capacity/RolloutStep.ts";
import { allOnPrimary } from "./evidence/allOnPrimary.ts";
import { checkOutcome } from "./evidence/checkOutcome.ts";
import { isSameSplit } from "./evidence/isSameSplit.ts";
import { type PlayedRollout, rolloutsOf } from "./evidence/rolloutsOf.ts";

export const endsWell: Invariant = {
  id: "ends-well",
  strategy: "anyscale",
  law: "A rollout ends completed, rolled back, or paused by manual control; nothing else, and within its timeout.",
  source:
    "anyscale-update-a-service.txt: a rollout that has not completed within 120 minutes times out and rolls back",
  checkPlan,
  checkResult: (result) => [
    ...checkPlayedPlans(result, checkPlan),
    ...rolloutsOf(result).flatMap((rollout) => checkTime(result, rollout)),
    ...checkOneAtATime(rolloutsOf(result)),
    ...checkOutcome(result),
  ],
};

const allOnCanary: RolloutSplit = { canary: allOnPrimary.primary, primary: allOnPrimary.canary };

function checkPlan(plan: RolloutPlan, context: PlanContext): readonly string[] {
  const last = plan.steps.at(-1);
  if (last === undefined) {
    return ["the plan has no steps, not even the start"];
  }
  return [...checkEnd(plan, last, context), ...checkProgress(plan)];
}

function checkEnd(
  { outcome }: RolloutPlan,
  last: RolloutStep,
  { trigger, canaryPercent, autoCompleteRollout }: PlanContext,
): readonly string[] {
  const isFull = canaryPercent === null || canaryPercent === 100;
  const expected = trigger.endsWith("rollback") ? "rolled-back" : isFull ? "completed" : "paused";
  // anyscale-service-api.txt: without auto_complete_rollout the primary stays when the canary has all traffic.
  if (isFull && expected === "completed" && outcome === "paused" && autoCompleteRollout !== true) {
    const isKept = last.canary.trafficPercent === 100 && last.primary.capacityPercent > 0;
    return isKept ? [] : [`the plan keeps its primary but ends at ${describeSplit(last)}`];
  }
  if (outcome !== expected) {
    return [`the plan ends ${outcome} instead of ${expected}`];
  }
  const reached =
    outcome === "completed"
      ? isSameSplit(last, allOnCanary)
      : outcome === "rolled-back"
        ? isSameSplit(last, allOnPrimary)
        : last.canary.trafficPercent === canaryPercent;
  return reached ? [] : [`the plan is ${outcome} but ends at ${describeSplit(last)}`];
}

/** A step that changes nothing is a step that a rollout can hang in for ever. */
function checkProgress({ steps }: RolloutPlan): readonly string[] {
  return steps.flatMap((step, index) => {
    const before = steps[index - 1];
    // An automatic rollback may come before anything has moved.
    const idle =
      before === undefined
        ? step.kind !== "start"
        : isSameSplit(before, step) && step.kind !== "roll-back-at-once";
    return [
      ...(step.index === index ? [] : [`step ${index} says that it is step ${step.index}`]),
      ...(idle ? [`step ${index} (${step.kind}) changes nothing: ${describeSplit(step)}`] : []),
    ];
  });
}

/** An automatic rollout has finished, begun to roll back, been given a command, or not yet reached its timeout. */
function checkTime(result: SimulationResult, rollout: PlayedRollout): readonly string[] {
  return rollout.plans.flatMap((played, index) => {
    const isForward = played.cause === "deploy" || played.cause === "command";
    return isForward && played.control === "automatic" ? checkTimeOf(result, rollout, index) : [];
  });
}

function checkTimeOf(result: SimulationResult, rollout: PlayedRollout, index: number): readonly string[] {
  const { endSeconds } = rollout;
  const deploy = rollout.plans[index] ?? rollout.deploy;
  if (deploy.timeoutSeconds === null) {
    return [`the automatic rollout of ${deploy.atSeconds} s has no timeout`];
  }
  const limitSeconds = deploy.atSeconds + deploy.timeoutSeconds;
  const { horizonSeconds } = result.scenario;
  const settledSeconds = Math.min(
    rollout.plans[index + 1]?.atSeconds ?? horizonSeconds,
    endSeconds ?? horizonSeconds,
    // Paused; or it ends as soon as the old version's last replicas have drained: there is nothing to roll back to.
    deploy.plan.outcome === "paused" || endSeconds !== null
      ? reachedSeconds(result, deploy, rollout.firstPlanIndex + index)
      : horizonSeconds,
  );
  return settledSeconds <= limitSeconds
    ? []
    : [
        `the rollout of ${deploy.atSeconds} s was neither finished nor rolled back by itself at ` +
          `${settledSeconds} s, beyond its timeout at ${limitSeconds} s`,
      ];
}

/** When the last step of a plan was reached; the horizon if never. */
function reachedSeconds(
  { splits, scenario }: SimulationResult,
  { plan }: PlayedPlan,
  ownIndex: number,
): number {
  const end = plan.steps.at(-1);
  const reached = splits.find(
    ({ planIndex, split }) => planIndex === ownIndex && end !== undefined && isSameSplit(split, end),
  );
  return reached?.atSeconds ?? scenario.horizonSeconds;
}

/** Replaced by the next one is no end of a rollout. */
function checkOneAtATime(rollouts: readonly PlayedRollout[]): readonly string[] {
  return rollouts.flatMap(({ deploy, endSeconds }, index) => {
    const next = rollouts[index + 1];
    return next === undefined || (endSeconds ?? Number.POSITIVE_INFINITY) <= next.deploy.atSeconds
      ? []
      : [
          `the rollout of ${deploy.atSeconds} s had not ended when the next one began at ` +
            `${next.deploy.atSeconds} s`,
        ];
  });
}
