import type { PlayedStep } from "../../simulation/result/PlayedStep.ts";

/**
 * The number of each played step as tables and charts show it: 1, 2, … through all plans; `null` for where a plan begins,
 * and for what lies outside plans (before, an in-place update, after).
 */
export function stepNumbers(steps: readonly PlayedStep[]): readonly (number | null)[] {
  let number = 0;
  return steps.map(({ kind }) => {
    if (kind === "before" || kind === "start" || kind === "in-place" || kind === "after") return null;
    number += 1;
    return number;
  });
}
