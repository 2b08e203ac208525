import type { PlayedStep } from "../simulation/SimulationResult.ts";

/**
 * The number of each played step as tables and charts show it: 1, 2, … through all plans; `null` for where a plan begins,
 * and for the time before and after the plans.
 */
export function stepNumbers(steps: readonly PlayedStep[]): readonly (number | null)[] {
  let number = 0;
  return steps.map(({ kind }) => {
    if (kind === "before" || kind === "start" || kind === "after") return null;
    number += 1;
    return number;
  });
}
