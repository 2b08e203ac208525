import type { SimulationResult } from "../simulation/SimulationResult.ts";
import { describeSplit } from "./describeSplit.ts";
import { inForceAt } from "./inForceAt.ts";
import { isSameSplit } from "./isSameSplit.ts";
import { rolloutsOf } from "./rolloutsOf.ts";

/** Whether the outcome that a summary names is what the recorded plans, splits and commands amount to. */
export function checkOutcome(result: SimulationResult): readonly string[] {
  const { outcome } = result.summary;
  const accepted = new Set(result.commands.filter((each) => each.accepted).map(({ kind }) => kind));
  if (outcome === "terminated") {
    return accepted.has("terminate") ? [] : ["the service is terminated, but nobody gave that command"];
  }
  if (accepted.has("terminate") && outcome !== "in-progress") {
    return [`the service was told to terminate, yet its outcome is ${outcome}`];
  }
  const last = result.splits.at(-1)?.split;
  const played = result.plans.at(-1);
  const rollout = rolloutsOf(result).at(-1);
  if (last === undefined) {
    return ["no splits are recorded"];
  }
  switch (outcome) {
    case "none":
      return played === undefined && !accepted.has("deploy") && !accepted.has("update-in-place")
        ? []
        : ["the outcome is none, but an update was made"];
    case "updated-in-place":
      return accepted.has("update-in-place") ? [] : ["the outcome is an update in place that nobody ordered"];
    case "in-progress":
      // That it lasts no longer than its timeout is judged rollout by rollout.
      return accepted.size > 0 ? [] : ["the outcome is in progress, but nobody ordered anything"];
    case "completed":
    case "rolled-back":
      return [
        ...(played?.plan.outcome === outcome
          ? []
          : [`the outcome is ${outcome}, but the last plan ends ${played?.plan.outcome}`]),
        ...(rollout === undefined || rollout.endSeconds === null
          ? [`the outcome is ${outcome}, but no finish is recorded`]
          : []),
        ...(last.primary.trafficPercent === 100 && last.primary.capacityPercent === 100
          ? []
          : [`the outcome is ${outcome}, but the last split is ${describeSplit(last)}`]),
        ...checkPlayedToTheEnd(result),
      ];
    case "paused":
      return checkPlayedToTheEnd(result);
    default:
      return [`${JSON.stringify(outcome satisfies never)} is no end of a rollout`];
  }
}

/** The last plan's last step is among the splits that were played, or was in force when it began. */
function checkPlayedToTheEnd({ plans, splits }: SimulationResult): readonly string[] {
  const planIndex = plans.length - 1;
  const played = plans[planIndex];
  const end = played?.plan.steps.at(-1);
  if (played === undefined || end === undefined) {
    return ["the outcome is that of a rollout, but no plan is recorded"];
  }
  const present = inForceAt(splits, played.atSeconds);
  const own = splits.filter((change) => change.planIndex === planIndex);
  return [...present, ...own].some(({ split }) => isSameSplit(split, end))
    ? []
    : [`plan ${planIndex} never came to its last step, ${describeSplit(end)}`];
}
