import { simulate } from "../../../../../src/simulation/simulate.ts";
import { type Figures, recordedFigures, simulatedFigures } from "./Figures.ts";
import type { RecordedSetting } from "./RecordedSetting.ts";
import { type Extras, scenarioOfSetting } from "./scenarioOfSetting.ts";

/** One figure of a setting: what the recorded runs say, and what the simulated ones do. */
export interface ComparedFigure {
  readonly setting: string;
  readonly figure: string;
  readonly recorded: readonly number[];
  readonly simulated: readonly number[];
  /** From the 5th to the 95th percentile of the simulated runs. */
  readonly band: readonly [least: number, most: number];
  /** How many of the recorded runs lie inside. */
  readonly inside: number;
  /** The width of the band, in ranges of nine tenths of the recorded runs (as for a normal distribution); NaN: one run. */
  readonly bandWidths: number;
  /** Of the medians: how far the simulated one is off, as a share of the recorded one. */
  readonly error: number;
}

/** Nine tenths of a normal distribution lie within so many standard deviations. */
const ninetyPercentSigmas = 3.29;

/** Recorded runs of a setting beside simulated ones, figure by figure. A figure that no run has is left out. */
export function compareSetting(
  recorded: RecordedSetting,
  { seeds, extras = {} }: { readonly seeds: number; readonly extras?: Extras },
): readonly ComparedFigure[] {
  const real = recorded.runs.map((run) => recordedFigures(recorded, run));
  const simulated = Array.from({ length: seeds }, (_, seed) =>
    simulatedFigures(recorded, simulate(scenarioOfSetting(recorded, `run ${seed}`, extras))),
  );
  return Object.keys(real[0] as Figures).flatMap((figure) => {
    const found = compare(recorded.setting.name, figure, valuesOf(real, figure), valuesOf(simulated, figure));
    return found === null ? [] : [found];
  });
}

function compare(
  setting: string,
  figure: string,
  recorded: readonly number[],
  simulated: readonly number[],
): ComparedFigure | null {
  if (recorded.length === 0 || simulated.length < 2) return null;
  const band = [percentile(simulated, 5), percentile(simulated, 95)] as const;
  const real = median(recorded);
  return {
    setting,
    figure,
    recorded,
    simulated,
    band,
    inside: recorded.filter((value) => value >= band[0] && value <= band[1]).length,
    bandWidths: (band[1] - band[0]) / (ninetyPercentSigmas * standardDeviation(recorded)),
    error: real === 0 ? median(simulated) - real : median(simulated) / real - 1,
  };
}

function valuesOf(runs: readonly Figures[], figure: string): readonly number[] {
  return runs.flatMap((run) => run[figure] ?? []);
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Between the two nearest ranks in a straight line. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (percent / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (place - Math.floor(place)) * (above - below);
}

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
