import type { PlayedStep } from "../../simulation/result/PlayedStep.ts";

/** Steps worth a row for a reader: all but the start of a plan that did not last (the next row begins at that moment). */
export function shownSteps(steps: readonly PlayedStep[]): readonly PlayedStep[] {
  return steps.filter((step) => step.kind !== "start" || step.endSeconds > step.startSeconds);
}
