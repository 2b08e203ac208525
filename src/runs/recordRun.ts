import { checkInvariants } from "../invariants/checkInvariants.ts";
import type { SimulationResult } from "../simulation/result/SimulationResult.ts";
import { describeCurves } from "./curves/describeCurves.ts";
import type { RunRecord } from "./RunRecord.ts";

/** What is kept of a run. */
export function recordRun(result: SimulationResult, eventCount: number): RunRecord {
  return {
    seed: result.scenario.seed,
    work: { eventCount, replicaCount: result.replicas.length },
    summary: result.summary,
    invariants: checkInvariants(result),
    refusedCommands: result.commands.filter(({ accepted }) => !accepted),
    curves: describeCurves(result),
  };
}
