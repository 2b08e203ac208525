import type { SimulationResult } from "../../../../simulation/result/SimulationResult.ts";

/**
 * How many replicas of a deployment took requests at a moment. A replica that stops at that very moment still counts: what
 * it stopped for may have come after.
 */
export function runningReplicas(
  result: SimulationResult,
  at: { readonly version: string; readonly deployment: string; readonly atSeconds: number },
): number {
  return result.replicas.filter(
    (life) =>
      life.version === at.version &&
      life.deployment === at.deployment &&
      life.runningAtSeconds !== null &&
      life.runningAtSeconds <= at.atSeconds &&
      (life.drainingAtSeconds ?? life.goneAtSeconds ?? Number.POSITIVE_INFINITY) >= at.atSeconds,
  ).length;
}
