import type { FigureRange } from "../../runs/FigureRange.ts";

/** Where four runs of five lie, in the words of the figure: `9.8 s to 14.1 s`; or that all runs have the same. */
export function describeBand(range: FigureRange, format: (value: number) => string): string {
  const { least, p10, p90, most } = range;
  const shown = (value: number | null) => (value === null ? "never" : format(value));
  if (least === most) return least === null ? "" : "the same in all runs";
  const [low, high] = [shown(p10), shown(p90)];
  return low === high ? `${low} in most runs` : `${low} to ${high}`;
}
