import type { PlayedPlan, SimulationResult } from "../simulation/SimulationResult.ts";

/** One rollout of a simulation: its deploy and every plan that replaced the first one. */
export interface PlayedRollout {
  readonly deploy: PlayedPlan;
  /** In order; the first is `deploy`. */
  readonly plans: readonly PlayedPlan[];
  /** Index of the last of them in the result's `plans`. */
  readonly lastPlanIndex: number;
  /** When its end was recorded: finished, terminated, or replaced by the next deploy; `null`: not before the horizon. */
  readonly endSeconds: number | null;
}

/** The rollouts of a simulation, in order. */
export function rolloutsOf({ plans, splits }: SimulationResult): readonly PlayedRollout[] {
  const deployIndices = plans.flatMap(({ cause }, index) => (cause === "deploy" ? [index] : []));
  return deployIndices.flatMap((firstIndex, order) => {
    const nextIndex = deployIndices[order + 1] ?? plans.length;
    const own = plans.slice(firstIndex, nextIndex);
    const deploy = own[0];
    const end = splits.find(
      ({ cause, atSeconds, planIndex }) =>
        (cause === "finish" && planIndex !== null && planIndex >= firstIndex && planIndex < nextIndex) ||
        (cause === "terminate" && atSeconds >= (deploy?.atSeconds ?? 0)),
    );
    const endSeconds = end?.atSeconds ?? plans[nextIndex]?.atSeconds ?? null;
    return deploy === undefined ? [] : [{ deploy, plans: own, lastPlanIndex: nextIndex - 1, endSeconds }];
  });
}
