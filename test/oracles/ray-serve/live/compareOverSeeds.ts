import type { RoutingSettings } from "../../../../src/serve/routing/RoutingSettings.ts";
import { simulate } from "../../../../src/simulation/simulate.ts";
import { type ComparedFigure, compareWithRecording, type LiveComparison } from "./compareWithRecording.ts";
import type { Recording } from "./readRecording.ts";
import { replay } from "./replay.ts";

/** A figure on both sides, the simulated one as the mean over seeds, with the smallest and the largest. */
export interface FigureOverSeeds extends ComparedFigure {
  readonly least: number;
  readonly most: number;
}

/**
 * A recording beside simulations of it with several seeds. While requests wait, the course of a run hangs on thousandths of
 * a second, on both sides: one run is one draw.
 */
export function compareOverSeeds(
  recording: Recording,
  options: { readonly seeds: number; readonly routing?: RoutingSettings },
): { readonly comparisons: readonly LiveComparison[]; readonly figures: readonly FigureOverSeeds[] } {
  const { routing } = options;
  const comparisons = Array.from({ length: options.seeds }, (_, index) =>
    compareWithRecording(
      recording,
      simulate(replay(recording, { seed: `live ${index}`, ...(routing === undefined ? {} : { routing }) })),
    ),
  );
  const rows = comparisons.map(({ figures, calm, saturated }) => [...figures, calm, saturated]);
  const figures = (rows[0] ?? []).map(({ name, recorded }, column) => {
    const simulated = rows.map((row) => row[column]?.simulated ?? Number.NaN);
    return {
      name,
      recorded,
      simulated: simulated.reduce((sum, value) => sum + value, 0) / simulated.length,
      least: Math.min(...simulated),
      most: Math.max(...simulated),
    };
  });
  return { comparisons, figures };
}
