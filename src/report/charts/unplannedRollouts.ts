import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";

/** Those whose strategies decide as they go: no plan begins with them. */
export function unplannedRollouts({
  rollouts,
  plans,
}: Pick<SimulationResult, "rollouts" | "plans">): SimulationResult["rollouts"] {
  return rollouts.filter(({ atSeconds }) => !plans.some((plan) => plan.atSeconds === atSeconds));
}
