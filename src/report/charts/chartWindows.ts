import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { unplannedRollouts } from "./unplannedRollouts.ts";

/** A rollout that takes less of the run than this is shown enlarged. */
const smallestShare = 0.4;

/**
 * The whole run, and the stretch around its rollouts: from shortly before the first one to some time after the last step,
 * or the whole run where that is most of it or where there is no rollout.
 */
export function chartWindows(result: SimulationResult): {
  readonly whole: ChartWindow;
  readonly rollout: ChartWindow;
} {
  const { timeline } = result;
  const endOfTimeline = (timeline.atSeconds.at(-1) ?? 0) + timeline.intervalSeconds;
  const whole = { startSeconds: 0, endSeconds: Math.max(endOfTimeline, timeline.intervalSeconds) };
  const moments = [
    ...result.plans.map((plan) => plan.atSeconds),
    ...result.splits.filter((change) => change.planIndex !== null).map((change) => change.atSeconds),
    ...unplannedMoments(result),
  ];
  if (moments.length === 0) return { whole, rollout: whole };
  const first = Math.min(...moments);
  const last = Math.max(...moments);
  const length = Math.max(last - first, 60);
  if (length > smallestShare * whole.endSeconds) return { whole, rollout: whole };
  const unit = length > 300 ? 60 : 10;
  return {
    whole,
    rollout: {
      startSeconds: Math.max(0, unit * Math.floor((first - 0.2 * length) / unit)),
      endSeconds: Math.min(whole.endSeconds, unit * Math.ceil((last + 0.4 * length) / unit)),
    },
  };
}

/** Begins and ends of rollouts without plans; where one has not ended, its last step. */
function unplannedMoments(result: SimulationResult): readonly number[] {
  const unplanned = unplannedRollouts(result);
  if (unplanned.length === 0) return [];
  const ofSteps = result.splits.filter(({ planIndex }) => planIndex === null);
  const isOpen = unplanned.some(({ outcome }) => outcome === null);
  const ends = ofSteps.filter(({ cause }) => cause === "finish" || (isOpen && cause === "step"));
  return [...unplanned, ...ends].map(({ atSeconds }) => atSeconds);
}
