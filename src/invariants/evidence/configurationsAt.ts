import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { PlannedDeployment } from "../../strategies/capacity/PlannedDeployment.ts";
import { inForceAt } from "./inForceAt.ts";

/** The configurations that a version may have had at a moment: one, or two where it changed at that very moment. */
export function configurationsAt(
  result: SimulationResult,
  version: string,
  atSeconds: number,
): readonly (readonly PlannedDeployment[])[] {
  const history = result.versions.find(({ id }) => id === version);
  return inForceAt(history?.configurations ?? [], atSeconds).map(({ deployments }) => deployments);
}
