import { checkPlayedPlans } from "../../../invariants/evidence/checkPlayedPlans.ts";
import { describeSplit } from "../../../invariants/evidence/describeSplit.ts";
import { fullBounds } from "../../../invariants/evidence/fullBounds.ts";
import type { Invariant } from "../../../invariants/evidence/Invariant.ts";
import type { PlanContext } from "../../../invariants/evidence/PlanContext.ts";
import type { SimulationResult } from "../../../simulation/result/SimulationResult.ts";
import type { VersionRole } from "../../../simulation/result/VersionRole.ts";
import { ownValue } from "../../../values/ownValue.ts";
import type { RolloutPlan } from "../../capacity/RolloutPlan.ts";
import type { RolloutStep } from "../../capacity/RolloutStep.ts";
import { heldPeaks } from "./evidence/heldPeaks.ts";
import { isSameSplit } from "./evidence/isSameSplit.ts";

export const surgeBound: Invariant = {
  id: "surge-bound",
  strategy: "anyscale",
  law: "Total capacity ≤ 100 + surge at every step; with rounding up, replicas held of a deployment stay below n(1 + surge/100) + 2g, g being the size of its gangs, 1 without.",
  source:
    "anyscale-update-a-service.txt: total capacity never exceeds 100 + max_surge_percent; the 2g: each of two versions rounds up by less than one replica, or one gang",
  checkPlan,
  checkResult: (result) => [
    ...checkPlayedPlans(result, checkPlan),
    ...checkSplits(result),
    ...checkHeld(result),
  ],
};

function checkPlan(plan: RolloutPlan, context: PlanContext): readonly string[] {
  return [...checkSurge(plan), ...checkCapacities(plan), ...checkPeaks(plan, context)];
}

function checkSurge({ maxSurgePercent }: RolloutPlan): readonly string[] {
  const isPercent = Number.isInteger(maxSurgePercent) && maxSurgePercent >= 1 && maxSurgePercent <= 100;
  return isPercent ? [] : [`a surge of ${maxSurgePercent} % is not a whole percentage from 1 to 100`];
}

function checkCapacities({ steps, maxSurgePercent }: RolloutPlan): readonly string[] {
  return steps.slice(1).flatMap((step) => {
    const total = step.canary.capacityPercent + step.primary.capacityPercent;
    return total <= 100 + maxSurgePercent
      ? []
      : [`step ${step.index} (${step.kind}): ${describeSplit(step)} exceeds 100 + ${maxSurgePercent} %`];
  });
}

/** The plan's own peak must be what its steps hold, and must keep the bound. */
function checkPeaks(plan: RolloutPlan, context: PlanContext): readonly string[] {
  const deployments = [...context.primaryDeployments, ...context.canaryDeployments];
  const names = [...new Set(deployments.map(({ name }) => name))];
  return names.flatMap((name) => {
    const peak = ownValue(plan.peak.deployments, name);
    if (peak === undefined) {
      return [`the plan's peak does not name the deployment ${name}`];
    }
    const held = (before: RolloutStep, after: RolloutStep) =>
      heldIn(before, after, "canary", context, name) + heldIn(before, after, "primary", context, name);
    const least = Math.max(...plan.steps.map((step) => held(step, step)));
    const most = Math.max(...plan.steps.map((step, index) => held(plan.steps[index - 1] ?? step, step)));
    if (!(peak.replicas >= least && peak.replicas <= most)) {
      return [`the plan's peak of ${name} is ${peak.replicas} replicas, its steps hold ${least} to ${most}`];
    }
    const own = deployments.filter((each) => each.name === name).map(fullBounds);
    const bound = {
      fullReplicas: Math.max(...own.map(({ maxReplicas }) => maxReplicas)),
      gangSize: Math.max(...own.map(({ gangSize }) => gangSize)),
      maxSurgePercent: plan.maxSurgePercent,
    };
    return isWithin(peak.replicas, bound) || !isBounded(plan)
      ? []
      : [`${peak.replicas} replicas of ${name} reach ${boundText(bound)}`];
  });
}

/** A plan may begin beyond its surge (and then trims), and an automatic rollback may leave it. */
function isBounded({ steps, maxSurgePercent }: RolloutPlan): boolean {
  const start = steps[0];
  return (
    start !== undefined &&
    start.canary.capacityPercent + start.primary.capacityPercent <= 100 + maxSurgePercent &&
    steps.every(({ kind }) => kind !== "roll-back-at-once")
  );
}

/** Most replicas that a version holds while one step gives way to another: what it loses drains while what it gains starts. */
function heldIn(
  before: RolloutStep,
  after: RolloutStep,
  role: VersionRole,
  context: PlanContext,
  name: string,
): number {
  const isConfigured = context[`${role}Deployments`].some((deployment) => deployment.name === name);
  const missing = isConfigured ? Number.NaN : 0;
  return Math.max(
    ownValue(before[role].replicas, name)?.maxReplicas ?? missing,
    ownValue(after[role].replicas, name)?.maxReplicas ?? missing,
  );
}

interface HeldBound {
  readonly fullReplicas: number;
  readonly maxSurgePercent: number;
  readonly gangSize: number;
}

/** Whole numbers throughout: 100 × held < n × (100 + surge) + 200 × g. */
function isWithin(held: number, bound: HeldBound): boolean {
  return 100 * held < hundredfold(bound);
}

function hundredfold({ fullReplicas, maxSurgePercent, gangSize }: HeldBound): number {
  return fullReplicas * (100 + maxSurgePercent) + 200 * gangSize;
}

function boundText(bound: HeldBound): string {
  const { fullReplicas, maxSurgePercent, gangSize } = bound;
  return `the bound of ${fullReplicas} × (1 + ${maxSurgePercent}/100) + ${2 * gangSize} = ${hundredfold(bound) / 100}`;
}

function checkSplits(result: SimulationResult): readonly string[] {
  return result.splits.flatMap(({ atSeconds, cause, planIndex, split }, index) => {
    const surgePercent = planIndex === null ? 0 : result.plans[planIndex]?.plan.maxSurgePercent;
    if (surgePercent === undefined) {
      return [`at ${atSeconds} s (${cause}): the split belongs to plan ${planIndex}, which is not recorded`];
    }
    const total = split.canary.capacityPercent + split.primary.capacityPercent;
    const before = result.splits[index - 1]?.split;
    // The end may come before a plan with a smaller surge has trimmed what it began with.
    const isUntouched = cause === "terminate" && before !== undefined && isSameSplit(before, split);
    return cause === "start" || isUntouched || total <= 100 + surgePercent
      ? []
      : [`at ${atSeconds} s (${cause}): ${describeSplit(split)} exceeds 100 + ${surgePercent} %`];
  });
}

function checkHeld(result: SimulationResult): readonly string[] {
  return heldPeaks(result).flatMap((counted) => {
    const { deployment, fullReplicas, maxSurgePercent, gangSize, peakReplicas, peakAtSeconds } = counted;
    const held = result.held.find((each) => each.deployment === deployment);
    if (held === undefined) {
      return [`nothing is recorded of the most replicas of ${deployment} held`];
    }
    if (held.fullReplicas > fullReplicas) {
      return [`${deployment} is said to have ${held.fullReplicas} replicas, its config says ${fullReplicas}`];
    }
    if (held.maxSurgePercent > maxSurgePercent) {
      return [
        `${deployment} is said to surge by ${held.maxSurgePercent} %, plans and configs allow ${maxSurgePercent} %`,
      ];
    }
    if (held.peakStoppingReplicas < counted.peakStoppingReplicas) {
      return [
        `${counted.peakStoppingReplicas} replicas of ${deployment} stopped at once, but ${held.peakStoppingReplicas} are reported`,
      ];
    }
    if (held.peakReplicas < peakReplicas) {
      return [
        `${peakReplicas} replicas of ${deployment} were held at ${peakAtSeconds} s, but ${held.peakReplicas} are reported`,
      ];
    }
    const bound = { ...held, gangSize };
    return isWithin(held.peakReplicas, bound)
      ? []
      : [
          `${held.peakReplicas} replicas of ${deployment} held at ${held.peakAtSeconds} s reach ` +
            boundText(bound),
        ];
  });
}
