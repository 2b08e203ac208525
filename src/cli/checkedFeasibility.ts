import { SimulationLimitError } from "../engine/SimulationLimitError.ts";
import { checkFeasibility } from "../feasibility/checkFeasibility.ts";
import type { Feasibility } from "../feasibility/Feasibility.ts";
import type { Scenario } from "../simulation/Scenario.ts";
import type { CommandContext } from "./CommandContext.ts";

/** Whether the update can ever be done; `null`, and a note, where that is more than the scenario's limits let anyone find out. */
export function checkedFeasibility(
  file: string,
  scenario: Scenario,
  { stderr }: CommandContext,
): Feasibility | null {
  try {
    return checkFeasibility(scenario);
  } catch (error) {
    if (!(error instanceof SimulationLimitError)) throw error;
    stderr.write(`note: ${file}: whether the update can finish was not found out: ${error.message}\n`);
    return null;
  }
}

/** Whether it may never be done. */
export function isDoubtful({ verdict }: Feasibility): boolean {
  return verdict === "never-finishes" || verdict === "depends";
}
