import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { rowEnds } from "./rowEnds.ts";

/** What replicas hold against what the surge allows, row by row. */
export interface HeldResources {
  readonly unit: "GPUs" | "replicas";
  readonly held: readonly number[];
  readonly bound: readonly number[];
  /** On nodes, used or idle; `null` where replicas are counted. */
  readonly onNodes: readonly number[] | null;
}

/** GPUs where the service has any, else replicas that hold resources, with a bound by the plan in force. */
export function heldResources(result: SimulationResult): HeldResources {
  const { timeline, summary } = result;
  if (summary.peakGpus > 0 || summary.peakNodeGpus > 0) {
    return {
      unit: "GPUs",
      held: timeline.gpusHeld,
      bound: boundDuringRows(timeline.gpuBound),
      onNodes: timeline.nodeGpus,
    };
  }
  const { canary, primary } = timeline;
  const held = timeline.atSeconds.map((_, row) =>
    [canary, primary].reduce(
      (total, version) =>
        total +
        (version.startingReplicas[row] ?? 0) +
        (version.runningReplicas[row] ?? 0) +
        (version.drainingReplicas[row] ?? 0),
      0,
    ),
  );
  return { unit: "replicas", held, bound: boundDuringRows(replicaBounds(result)), onNodes: null };
}

/**
 * The largest bound during each row from those at its end. What is held is the most during the row, so that without this it
 * would seem to break the bound in the row in which a rollout ends.
 */
function boundDuringRows(atEnds: readonly number[]): readonly number[] {
  return atEnds.map((bound, row) => Math.max(bound, atEnds[row - 1] ?? bound));
}

/** The most replicas that the plan in force at the end of each row holds by itself; outside plans the full number. */
function replicaBounds(result: SimulationResult): readonly number[] {
  const full = result.held.reduce((total, deployment) => total + deployment.fullReplicas, 0);
  return rowEnds(result.timeline).map((endSeconds) => {
    const split = result.splits.findLast((change) => change.atSeconds <= endSeconds);
    const isOver = split === undefined || split.cause === "finish" || split.cause === "terminate";
    const planIndex = isOver ? null : split.planIndex;
    const peak = planIndex === null ? undefined : result.plans[planIndex]?.plan.peak;
    if (peak === undefined) return full;
    return Object.values(peak.deployments).reduce((total, deployment) => total + deployment.replicas, 0);
  });
}
