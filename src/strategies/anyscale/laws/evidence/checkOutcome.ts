import { describeSplit } from "../../../../invariants/evidence/describeSplit.ts";
import { inForceAt } from "../../../../invariants/evidence/inForceAt.ts";
import type { SimulationResult } from "../../../../simulation/result/SimulationResult.ts";
import type { PlanOutcome } from "../../../capacity/RolloutPlan.ts";
import type { RolloutSplit } from "../../../capacity/RolloutSplit.ts";
import { allOnPrimary } from "./allOnPrimary.ts";
import { isSameSplit } from "./isSameSplit.ts";
import { rolloutsOf } from "./rolloutsOf.ts";

/** Whether the outcome that a summary names is what the recorded plans, splits and commands amount to. */
export function checkOutcome(result: SimulationResult): readonly string[] {
  const { outcome } = result.summary;
  const commands = result.commands.filter((each) => each.accepted);
  const accepted = commands.map(({ kind }) => kind);
  const termination = accepted.lastIndexOf("terminate");
  // A terminated service starts again with the next deploy.
  const restart = termination < 0 ? -1 : accepted.indexOf("deploy", termination);
  const isTerminated = termination >= 0 && restart < 0;
  if (outcome === "terminated") {
    return isTerminated ? [] : ["the service is terminated, but nobody gave that command"];
  }
  if (isTerminated) {
    return [`the service was told to terminate, yet its outcome is ${outcome}`];
  }
  const wasStarted = startSeconds(result) !== null;
  const update = accepted.findLast((kind) => kind === "deploy" || kind === "update-in-place");
  switch (outcome) {
    case "started":
    case "start-failed":
      return wasStarted ? [] : [`the outcome is ${outcome}, but nothing says that the service was started`];
    case "none":
      return update === undefined ? [] : [`the outcome is none, but ${update} was the last update`];
    case "updated-in-place":
    case "update-failed":
      return update === "update-in-place"
        ? []
        : [`the outcome is an update in place, but ${update ?? "none"} was the last update`];
    case "in-progress":
      return update === "update-in-place" || wasStarted ? [] : checkProgress(result);
    case "rollout-failed":
      return update === "deploy"
        ? []
        : [`a rollout was given up, but ${update ?? "none"} was the last update`];
    case "completed":
    case "rolled-back":
    case "paused":
      return update === "deploy"
        ? checkEnd(result, outcome)
        : [`the outcome is ${outcome}, but ${update ?? "none"} was the last update`];
    default:
      return [`${JSON.stringify(outcome satisfies never)} is no end of a rollout`];
  }
}

/** When a start of the service was the last thing that was deployed; `null`: something else was, or nothing. */
function startSeconds({ splits, plans, commands, versions }: SimulationResult): number | null {
  const started = splits.findLast(({ startedVersion }) => startedVersion !== undefined);
  if (started === undefined) return null;
  const version = versions.find(({ id }) => id === started.startedVersion);
  // One that was there from the beginning was running at that moment, and not STARTING before, be it for no time at all.
  const first = version?.changes.find(({ atSeconds }) => atSeconds === started.atSeconds);
  const isLast =
    plans.every(({ atSeconds }) => atSeconds <= started.atSeconds) &&
    commands.every(
      ({ accepted, kind, atSeconds }) =>
        !accepted || kind !== "update-in-place" || atSeconds <= started.atSeconds,
    );
  return isLast && first?.state !== "RUNNING" ? started.atSeconds : null;
}

/** That a rollout lasts no longer than its timeout is judged rollout by rollout. */
function checkProgress(result: SimulationResult): readonly string[] {
  const rollout = rolloutsOf(result).at(-1);
  if (rollout === undefined) {
    return ["the outcome is in progress, but no rollout ever began"];
  }
  return rollout.endSeconds === null
    ? []
    : [`the outcome is in progress, but the rollout ended at ${rollout.endSeconds} s`];
}

function checkEnd(result: SimulationResult, outcome: PlanOutcome): readonly string[] {
  const planned = result.plans.at(-1)?.plan.outcome;
  const endSeconds = rolloutsOf(result).at(-1)?.endSeconds ?? null;
  const last = result.splits.at(-1)?.split;
  return [
    ...(planned === outcome ? [] : [`the outcome is ${outcome}, but the last plan ends ${planned}`]),
    ...(outcome === "paused" ? checkPause(endSeconds) : checkFinish(outcome, endSeconds, last)),
    ...checkPlayedToTheEnd(result),
  ];
}

function checkPause(endSeconds: number | null): readonly string[] {
  return endSeconds === null ? [] : [`the outcome is paused, but a finish is recorded at ${endSeconds} s`];
}

function checkFinish(
  outcome: PlanOutcome,
  endSeconds: number | null,
  last: RolloutSplit | undefined,
): readonly string[] {
  return [
    ...(endSeconds === null ? [`the outcome is ${outcome}, but no finish is recorded`] : []),
    ...(last !== undefined && isSameSplit(last, allOnPrimary)
      ? []
      : [
          `the outcome is ${outcome}, but the last split is ${last === undefined ? "nothing" : describeSplit(last)}`,
        ]),
  ];
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
