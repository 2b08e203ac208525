import type { PlayedPlan } from "../../simulation/result/PlayedPlan.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { stepNumbers } from "../tables/stepNumbers.ts";
import { roundTo } from "../text/roundTo.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { estimateTextWidth } from "./estimateTextWidth.ts";
import type { TimeMark } from "./TimeMark.ts";
import { unplannedRollouts } from "./unplannedRollouts.ts";

type Moment = Omit<TimeMark, "minute" | "lane"> & { readonly atSeconds: number };

const labelGapPixels = 8;
const milestoneLanes = 3;

/**
 * The moments worth marking within a window: numbered steps (lane 0), and above them what began and how it ended. A label
 * that finds no room is dropped; its rule stays.
 */
export function timeMarks(
  result: SimulationResult,
  window: ChartWindow,
  plotWidthPixels: number,
): readonly TimeMark[] {
  const isInside = (moment: Moment) =>
    moment.atSeconds >= window.startSeconds && moment.atSeconds <= window.endSeconds;
  const pixelsPerSecond = plotWidthPixels / (window.endSeconds - window.startSeconds);
  const ends = Array.from({ length: milestoneLanes + 1 }, () => Number.NEGATIVE_INFINITY);
  const place = (moment: Moment): TimeMark => {
    const minute = roundTo(moment.atSeconds / 60, 4);
    const centre = (moment.atSeconds - window.startSeconds) * pixelsPerSecond;
    const half = estimateTextWidth(moment.label, 12) / 2;
    const lanes = moment.kind === "step" ? [0] : [1, 2, 3];
    const lane = lanes.find((candidate) => (ends[candidate] ?? 0) + labelGapPixels <= centre - half);
    if (lane === undefined) return { minute, label: "", kind: moment.kind, lane: 0 };
    ends[lane] = centre + half;
    return { minute, label: moment.label, kind: moment.kind, lane };
  };
  return [...steps(result), ...milestones(result)].filter(isInside).map(place);
}

function steps(result: SimulationResult): Moment[] {
  const numbers = stepNumbers(result.steps);
  return result.steps.flatMap((step, index) => {
    const number = numbers[index] ?? null;
    if (number === null || step.kind === "roll-back-at-once") return [];
    return [{ atSeconds: step.startSeconds, label: String(number), kind: "step" as const }];
  });
}

function milestones(result: SimulationResult): Moment[] {
  const starts = result.plans.map((plan): Moment => {
    const isRollback = plan.cause === "automatic-rollback" || plan.cause === "manual-rollback";
    return {
      atSeconds: plan.atSeconds,
      label: describePlan(plan),
      kind: isRollback ? "rollback" : "milestone",
    };
  });
  const unplanned = unplannedRollouts(result).map(
    ({ atSeconds }): Moment => ({ atSeconds, label: "deploy", kind: "milestone" }),
  );
  const ends = result.splits.flatMap((change): Moment[] => {
    if (change.cause === "finish") {
      const outcome =
        change.planIndex === null
          ? result.rollouts.findLast(({ atSeconds }) => atSeconds <= change.atSeconds)?.outcome
          : result.plans[change.planIndex]?.plan.outcome;
      const label = outcome === "rolled-back" ? "rolled back" : (outcome ?? "finished");
      return [{ atSeconds: change.atSeconds, label, kind: "milestone" }];
    }
    if (change.cause === "terminate") {
      return [{ atSeconds: change.atSeconds, label: "terminated", kind: "milestone" }];
    }
    return [];
  });
  const inPlace = result.commands.flatMap((command): Moment[] => {
    if (command.kind !== "update-in-place" || !command.accepted) return [];
    const end = result.serviceStates.find(
      (change) => change.atSeconds > command.atSeconds && change.state === "RUNNING",
    );
    const start: Moment = { atSeconds: command.atSeconds, label: "update in place", kind: "milestone" };
    return end === undefined
      ? [start]
      : [start, { atSeconds: end.atSeconds, label: "updated", kind: "milestone" }];
  });
  return [...starts, ...unplanned, ...ends, ...inPlace].sort((one, other) => one.atSeconds - other.atSeconds);
}

function describePlan(plan: PlayedPlan): string {
  switch (plan.cause) {
    case "deploy":
      return "deploy";
    case "command":
      return plan.canaryPercent === null ? "command" : `to ${plan.canaryPercent} %`;
    case "manual-rollback":
      return "rollback";
    case "automatic-rollback":
      return "automatic rollback";
  }
}
