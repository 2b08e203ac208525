import type { RolloutPlan } from "../rollout/RolloutPlan.ts";
import type { RolloutSplit } from "../rollout/RolloutStep.ts";
import type { SimulationResult } from "../simulation/SimulationResult.ts";
import { checkPlayedPlans } from "./checkPlayedPlans.ts";
import type { Invariant } from "./Invariant.ts";
import type { PlanContext, PlanTrigger } from "./PlanContext.ts";

export const forwardOnly: Invariant = {
  id: "forward-only",
  law: "An automatic rollout moves traffic only toward the canary, unless it rolls back.",
  source:
    "anyscale-update-a-service.txt: traffic shifts gradually to the canary; only canary_percent or a rollback moves it away",
  checkPlan,
  checkResult: (result) => [...checkPlayedPlans(result, checkPlan), ...checkSplits(result)],
};

function checkPlan({ steps }: RolloutPlan, { trigger }: PlanContext): readonly string[] {
  return turns(steps, directionOf(trigger, steps)).map(
    ({ index, from, to }) =>
      `step ${index} (${steps[index]?.kind}): canary traffic goes from ${from} to ${to} % ${byWhat(trigger)}`,
  );
}

type Direction = "toward" | "away";

/** A command may go either way, but not both. */
function directionOf(trigger: PlanTrigger, splits: readonly RolloutSplit[]): Direction {
  switch (trigger) {
    case "deploy":
      return "toward";
    case "automatic-rollback":
    case "manual-rollback":
      return "away";
    case "command": {
      const first = splits[0]?.canary.trafficPercent ?? 0;
      const last = splits.at(-1)?.canary.trafficPercent ?? 0;
      return last >= first ? "toward" : "away";
    }
  }
}

function byWhat(trigger: PlanTrigger): string {
  switch (trigger) {
    case "deploy":
      return "in a rollout";
    case "automatic-rollback":
    case "manual-rollback":
      return "in a rollback";
    case "command":
      return "against its command";
  }
}

function turns(
  splits: readonly RolloutSplit[],
  direction: Direction,
): readonly { readonly index: number; readonly from: number; readonly to: number }[] {
  return splits.flatMap((split, index) => {
    const from = splits[index - 1]?.canary.trafficPercent;
    const to = split.canary.trafficPercent;
    const isTurn = from !== undefined && (direction === "toward" ? to < from : to > from);
    return isTurn ? [{ index, from, to }] : [];
  });
}

function checkSplits(result: SimulationResult): readonly string[] {
  return result.plans.flatMap(({ cause }, planIndex) => {
    // At the finish the canary becomes the primary: its traffic changes hands, it does not move.
    const changes = result.splits.filter(
      (change) => change.planIndex === planIndex && change.cause !== "finish" && change.cause !== "terminate",
    );
    // A plan may be replaced before it has moved anything; but what was played must have left its splits.
    const wasPlayed = result.steps.some((step) => step.planIndex === planIndex && (step.stepIndex ?? 0) > 0);
    if (changes.length === 0) {
      return wasPlayed ? [`plan ${planIndex} (${cause}) was followed, but no split of it is recorded`] : [];
    }
    const splits = changes.map(({ split }) => split);
    return turns(splits, directionOf(cause, splits)).map(
      ({ index, from, to }) =>
        `at ${changes[index]?.atSeconds} s canary traffic went from ${from} to ${to} % ${byWhat(cause)}`,
    );
  });
}
