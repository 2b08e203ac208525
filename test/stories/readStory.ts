import type { PlayedStep } from "../../src/simulation/result/PlayedStep.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";

/** The step of a rollout in which its canary first had so much traffic and was held there. */
export function shiftTo({ steps }: SimulationResult, trafficPercent: number): PlayedStep {
  const step = steps.find(({ kind, canary }) => kind === "shift" && canary.trafficPercent === trafficPercent);
  if (step === undefined) throw new Error(`no shift to ${trafficPercent} %`);
  return step;
}

/** A figure that a story needs. */
export function measured(value: number | null | undefined): number {
  if (value === null || value === undefined) throw new Error("nothing was measured");
  return value;
}

export function meanOfLevels(levels: readonly number[], fromRow: number): number {
  const later = levels.slice(fromRow);
  return later.reduce((sum, level) => sum + level, 0) / later.length;
}
