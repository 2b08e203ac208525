import { type ComparedFigure, median } from "./compareSetting.ts";
import { heldOutSettings } from "./heldOut.ts";

/** What all comparisons of some settings come to. */
export interface ComparisonSummary {
  readonly comparisons: number;
  /** Of the recorded figures, in percent. */
  readonly insidePercent: number;
  /** Median over all figures of how wide the simulated band is, in widths of the recorded spread. */
  readonly bandWidths: number;
  /** Medians over settings of the distance of simulated from recorded, in percent; `null`: no such figure. */
  readonly meanErrorPercent: number | null;
  readonly p50ErrorPercent: number | null;
  readonly p90ErrorPercent: number | null;
  readonly p99ErrorPercent: number | null;
  readonly replicaSecondsErrorPercent: number | null;
}

/** Of all settings, and of those apart that defaults were fitted to and that they were not. */
export function summarise(
  rows: readonly ComparedFigure[],
): Record<"all" | "fitted" | "heldOut", ComparisonSummary> {
  const isHeldOut = ({ setting }: ComparedFigure) => heldOutSettings.includes(setting);
  return {
    all: summary(rows),
    fitted: summary(rows.filter((row) => !isHeldOut(row))),
    heldOut: summary(rows.filter(isHeldOut)),
  };
}

function summary(rows: readonly ComparedFigure[]): ComparisonSummary {
  const comparisons = rows.reduce((sum, { recorded }) => sum + recorded.length, 0);
  const inside = rows.reduce((sum, row) => sum + row.inside, 0);
  const errorPercent = (figure: string) => {
    const errors = rows.filter((row) => row.figure === figure).map(({ error }) => 100 * Math.abs(error));
    return errors.length === 0 ? null : median(errors);
  };
  return {
    comparisons,
    insidePercent: (100 * inside) / comparisons,
    bandWidths: median(rows.map(({ bandWidths }) => bandWidths).filter(Number.isFinite)),
    meanErrorPercent: errorPercent("mean latency"),
    p50ErrorPercent: errorPercent("p50 latency"),
    p90ErrorPercent: errorPercent("p90 latency"),
    p99ErrorPercent: errorPercent("p99 latency"),
    replicaSecondsErrorPercent: errorPercent("replica-seconds"),
  };
}
