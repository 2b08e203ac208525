import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";

/** Whether files have columns of each version beside those of the two roles: of more than two versions, or where one got copies. */
export function areVersionsTold({ versions }: Pick<SimulationResult, "versions">): boolean {
  const hasCopies = versions.some(({ shares }) => shares.some(({ mirrorPercent }) => mirrorPercent > 0));
  return versions.length > 2 || hasCopies;
}
