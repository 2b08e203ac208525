import type { PlayedStep } from "../simulation/result/PlayedStep.ts";

const names: Readonly<Record<PlayedStep["kind"], string>> = {
  start: "start",
  "scale-up": "scale up",
  shift: "shift",
  trim: "trim",
  "roll-back-at-once": "roll back at once",
  step: "step",
  "in-place": "the update in place",
  "service-start": "the start of the service",
  before: "before",
  after: "after",
};

/** A step in words, such as `step 1 (scale up)`. */
export function nameStep({ kind, name, stepIndex }: PlayedStep): string {
  if (name !== undefined) return `the step "${name}"`;
  return stepIndex === null ? names[kind] : `step ${stepIndex} (${names[kind]})`;
}
