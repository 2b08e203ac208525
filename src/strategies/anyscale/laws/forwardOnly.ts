import { checkPlayedPlans } from "../../../invariants/evidence/checkPlayedPlans.ts";
import type { Invariant } from "../../../invariants/evidence/Invariant.ts";
import type { PlanContext, PlanTrigger } from "../../../invariants/evidence/PlanContext.ts";
import type { SimulationResult } from "../../../simulation/result/SimulationResult.ts";
import type { RolloutPlan } from "../../capacity/RolloutPlan.ts";

export const forwardOnly: Invariant = {
  id: "forward-only",
  strategy: "anyscale",
  law: "An automatic rollout moves traffic only toward the canary, unless it rolls back.",
  source:
    "anyscale-update-a-service.txt: traffic shifts gradually to the canary; only canary_percent or a rollback moves it away",
  checkPlan,
  checkResult: (result) => [
    ...checkPlayedPlans(result, checkPlan),
    ...checkSplits(result),
    ...checkOwners(result),
  ],
};

/** Which way a plan may move the canary's traffic, and the words for a step the other way. */
const courses: Readonly<Record<PlanTrigger, { readonly way: string; readonly against: string }>> = {
  deploy: { way: "toward", against: "in a rollout" },
  // A command may go either way, but not both.
  command: { way: "either", against: "against its command" },
  "automatic-rollback": { way: "away", against: "in a rollback" },
  "manual-rollback": { way: "away", against: "in a rollback" },
};

function checkPlan({ steps }: RolloutPlan, { trigger }: PlanContext): readonly string[] {
  const shares = steps.map(({ canary }) => canary.trafficPercent);
  return steps.flatMap(({ kind }, index) =>
    turn(trigger, shares, index).map(
      (words) => `step ${index} (${kind}): canary traffic goes from ${words} ${courses[trigger].against}`,
    ),
  );
}

/** Where the share at a place differs from the one before it in the wrong direction, both of them. */
function turn(trigger: PlanTrigger, shares: readonly number[], index: number): readonly string[] {
  const { way } = courses[trigger];
  const [first = 0, last = 0] = [shares[0], shares.at(-1)];
  const isForward = way === "either" ? last >= first : way === "toward";
  const to = shares[index] ?? 0;
  const from = shares[index - 1] ?? to;
  return (isForward ? to < from : to > from) ? [`${from} to ${to} %`] : [];
}

function checkSplits({ plans, splits, steps }: SimulationResult): readonly string[] {
  return plans.flatMap(({ cause }, planIndex) => {
    // At the finish the canary becomes the primary: its traffic changes hands, it does not move. Nor does it at the end.
    const changes = splits.filter(
      (change) => change.planIndex === planIndex && change.cause !== "finish" && change.cause !== "terminate",
    );
    // A plan may be replaced before it has moved anything; but what was played must have left its splits.
    const wasPlayed = steps.some((step) => step.planIndex === planIndex && step.stepIndex !== 0);
    if (changes.length === 0 && wasPlayed) {
      return [`plan ${planIndex} (${cause}) was followed, but no split of it is recorded`];
    }
    const shares = changes.map(({ split }) => split.canary.trafficPercent);
    return changes.flatMap(({ atSeconds }, index) =>
      turn(cause, shares, index).map(
        (words) => `at ${atSeconds} s canary traffic went from ${words} ${courses[cause].against}`,
      ),
    );
  });
}

/** Plan by plan says nothing of a split that belongs to none, or to one that has been replaced. */
function checkOwners({ splits }: SimulationResult): readonly string[] {
  return splits.slice(1).flatMap(({ atSeconds, cause, planIndex, startedVersion }, index) => {
    if (planIndex === null) {
      // After the end the service may start again.
      const isRestart = startedVersion !== undefined && splits[index]?.cause === "terminate";
      return cause === "terminate" || isRestart
        ? []
        : [`at ${atSeconds} s (${cause}): the split belongs to no plan`];
    }
    const before = splits[index]?.planIndex ?? 0;
    return planIndex >= before
      ? []
      : [
          `at ${atSeconds} s (${cause}): the split belongs to plan ${planIndex}, which plan ${before} replaced`,
        ];
  });
}
