import { checkPlayedPlans } from "../../../invariants/evidence/checkPlayedPlans.ts";
import { configurationsAt } from "../../../invariants/evidence/configurationsAt.ts";
import { describeSplit } from "../../../invariants/evidence/describeSplit.ts";
import { fullBounds } from "../../../invariants/evidence/fullBounds.ts";
import type { Invariant } from "../../../invariants/evidence/Invariant.ts";
import type { PlanContext } from "../../../invariants/evidence/PlanContext.ts";
import type { PlayedPlan } from "../../../simulation/result/PlayedPlan.ts";
import type { SimulationResult } from "../../../simulation/result/SimulationResult.ts";
import type { SplitChange } from "../../../simulation/result/SplitChange.ts";
import type { VersionRole } from "../../../simulation/result/VersionRole.ts";
import type { RolloutPlan } from "../../capacity/RolloutPlan.ts";
import type { RolloutSplit } from "../../capacity/RolloutSplit.ts";
import { expectedReplicas } from "./evidence/expectedReplicas.ts";
import { runningReplicas } from "./evidence/runningReplicas.ts";

const roles: readonly VersionRole[] = ["canary", "primary"];

export const trafficWithinCapacity: Invariant = {
  id: "traffic-within-capacity",
  strategy: "anyscale",
  law: "A version's traffic share never exceeds its capacity; only an automatic rollback may break it, and the result says for how long.",
  source: "anyscale-update-a-service.txt: traffic to a cluster never exceeds its capacity",
  checkPlan,
  checkResult: (result) => [
    ...checkPlayedPlans(result, checkPlan),
    ...checkSplits(result),
    ...checkRunning(result),
    ...checkSummary(result),
  ],
};

function checkPlan({ steps }: RolloutPlan, { trigger }: PlanContext): readonly string[] {
  return steps.flatMap((step, index) => {
    const before = steps[index - 1];
    const atOnce = step.kind === "roll-back-at-once" && trigger === "automatic-rollback";
    return [...exceeds(step), ...(before === undefined || atOnce ? [] : outruns(before, step))].map(
      (violation) => `step ${index} (${step.kind}): ${violation}`,
    );
  });
}

/** A share beyond the capacity that is planned for it at the same moment. */
function exceeds(split: RolloutSplit): readonly string[] {
  return roles
    .filter((role) => split[role].trafficPercent > split[role].capacityPercent)
    .map((role) => `${role} traffic exceeds its capacity: ${describeSplit(split)}`);
}

/** A share that grows before the capacity for it is there: capacity comes first, in a step of its own. */
function outruns(before: RolloutSplit, after: RolloutSplit): readonly string[] {
  return roles
    .filter((role) => after[role].trafficPercent > before[role].trafficPercent)
    .filter((role) => after[role].trafficPercent > before[role].capacityPercent)
    .map(
      (role) =>
        `${role} traffic rises to ${after[role].trafficPercent} % while its capacity is ` +
        `${before[role].capacityPercent} % until that moment`,
    );
}

function checkSplits(result: SimulationResult): readonly string[] {
  if (result.splits.length === 0) {
    return ["no splits are recorded"];
  }
  return result.splits.flatMap((change, index) => {
    const before = result.splits[index - 1];
    const judged = before !== undefined && isJudged(result, change);
    return [...exceeds(change.split), ...(judged ? outruns(before.split, change.split) : [])].map(
      (violation) => `at ${change.atSeconds} s (${change.cause}): ${violation}`,
    );
  });
}

function playedPlan(result: SimulationResult, change: SplitChange): PlayedPlan | undefined {
  return result.plans[change.planIndex ?? -1];
}

/** At the finish the versions change their roles, a start brings another version, an automatic rollback may outrun its capacity. */
function isJudged(result: SimulationResult, change: SplitChange): boolean {
  const isAutomaticRollback =
    change.cause === "roll-back-at-once" && playedPlan(result, change)?.cause === "automatic-rollback";
  const isRestart = change.startedVersion !== undefined;
  return change.cause !== "finish" && !isRestart && !isAutomaticRollback;
}

/** When traffic moves to a version, the replicas for that share must run, not merely be planned. */
function checkRunning(result: SimulationResult): readonly string[] {
  return result.splits.flatMap((change, index) => {
    const before = result.splits[index - 1];
    const played = playedPlan(result, change);
    if (before === undefined || played === undefined || !isJudged(result, change)) {
      return [];
    }
    return roles
      .filter((role) => change.split[role].trafficPercent > before.split[role].trafficPercent)
      .flatMap((role) => {
        const version = role === "canary" ? played.canaryVersion : played.primaryVersion;
        const needed = {
          version,
          atSeconds: change.atSeconds,
          percent: change.split[role].trafficPercent,
          rounding: played.plan.rounding,
        };
        return lacking(result, needed).map(
          (lack) =>
            `at ${change.atSeconds} s ${role} traffic rises to ${needed.percent} % though of ${version} ${lack}`,
        );
      });
  });
}

function lacking(
  result: SimulationResult,
  needed: {
    readonly version: string;
    readonly atSeconds: number;
    readonly percent: number;
    readonly rounding: RolloutPlan["rounding"];
  },
): readonly string[] {
  const deployments = configurationsAt(result, needed.version, needed.atSeconds).at(-1);
  if (deployments === undefined) {
    return ["nothing says what runs"];
  }
  return deployments.flatMap((deployment) => {
    const { minReplicas, gangSize } = fullBounds(deployment);
    const least = expectedReplicas(minReplicas, needed.percent, needed.rounding, gangSize);
    const running = runningReplicas(result, { ...needed, deployment: deployment.name });
    return running >= least
      ? []
      : [`only ${running} replicas of ${deployment.name} run and ${least} are needed`];
  });
}

function checkSummary(result: SimulationResult): readonly string[] {
  const seconds = result.summary.trafficBeyondCapacitySeconds;
  const rollbacks = result.plans.filter(({ cause }) => cause === "automatic-rollback");
  const first = rollbacks[0];
  if (first === undefined) {
    return seconds === 0 ? [] : [`${seconds} s beyond capacity are reported without an automatic rollback`];
  }
  const longest = result.scenario.horizonSeconds - first.atSeconds;
  if (!(seconds >= 0 && seconds <= longest)) {
    return [
      `${seconds} s beyond capacity are reported, though only ${longest} s follow the automatic rollback`,
    ];
  }
  const short = rollbacks.some(
    ({ atSeconds, primaryVersion, plan }) =>
      atSeconds < result.scenario.horizonSeconds &&
      lacking(result, { version: primaryVersion, atSeconds, percent: 100, rounding: plan.rounding }).length >
        0,
  );
  return short && seconds === 0
    ? [
        `an automatic rollback at ${first.atSeconds} s sent all traffic to a primary that lacked replicas, but 0 s are reported`,
      ]
    : [];
}
