import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";

/** What replicas hold against what they may hold, row by row. */
export interface HeldResources {
  readonly unit: "GPUs" | "replicas";
  readonly held: readonly number[];
  /** `null`: nothing bounds it. */
  readonly bound: readonly (number | null)[];
  /** On nodes, used or idle; `null` where replicas are counted. */
  readonly onNodes: readonly number[] | null;
}

/** GPUs where the service has any, else replicas that hold resources, with their bound. */
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
  return { unit: "replicas", held, bound: boundDuringRows(timeline.replicaBound), onNodes: null };
}

/**
 * The largest bound during each row from those at its end. What is held is the most during the row, so that without this it
 * would seem to break the bound in the row in which a rollout ends.
 */
function boundDuringRows(atEnds: readonly (number | null)[]): readonly (number | null)[] {
  return atEnds.map((bound, row) => (bound === null ? null : Math.max(bound, atEnds[row - 1] ?? bound)));
}
