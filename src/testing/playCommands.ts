import { checkPlanInvariants } from "../invariants/checkPlanInvariants.ts";
import type { InvariantResult } from "../invariants/evidence/InvariantResult.ts";
import type { RollbackOptions } from "../strategies/anyscale/plan/planRollback.ts";
import type { RolloutOptions } from "../strategies/anyscale/plan/planRollout.ts";
import type { RolloutPlan } from "../strategies/capacity/RolloutPlan.ts";
import type { RolloutSplit } from "../strategies/capacity/RolloutSplit.ts";
import type { PlannerCommand } from "./PlannerCommand.ts";

/** The functions under test. */
export interface Planner {
  readonly planRollout: (options: RolloutOptions) => RolloutPlan;
  /** Absent: commands that roll back are passed over. */
  readonly planRollback?: ((options: RollbackOptions) => RolloutPlan) | undefined;
}

/**
 * Plans a rollout, lets an operator interfere, and checks every plan on the way by every law of plans. Each command begins
 * where the plan before it had come to; a rollout that has ended takes no more of them.
 */
export function playCommands(
  planner: Planner,
  options: RolloutOptions,
  commands: readonly PlannerCommand[],
): readonly InvariantResult[] {
  const { deployments, canaryDeployments, rounding, autoCompleteRollout } = options;
  const described = { deployments, canaryDeployments };
  let plan = planner.planRollout(options);
  const results = [
    ...checkPlanInvariants(plan, {
      ...described,
      trigger: options.from === undefined || options.canaryPercent === undefined ? "deploy" : "command",
      canaryPercent: options.canaryPercent,
      autoCompleteRollout,
    }),
  ];
  for (const command of commands) {
    const lastIndex = plan.steps.length - 1;
    const isOver = command.afterSteps >= lastIndex && plan.outcome !== "paused";
    const step = plan.steps[Math.min(command.afterSteps, lastIndex)];
    if (isOver || step === undefined) {
      break;
    }
    const from = splitOf(step);
    if (command.kind === "canary-percent") {
      const { canaryPercent, maxSurgePercent } = command;
      plan = planner.planRollout({
        ...described,
        rounding,
        autoCompleteRollout,
        from,
        canaryPercent,
        maxSurgePercent,
      });
      results.push(
        ...checkPlanInvariants(plan, {
          ...described,
          trigger: "command",
          canaryPercent,
          autoCompleteRollout,
        }),
      );
    } else if (planner.planRollback !== undefined) {
      const isAutomatic = command.maxSurgePercent === null;
      const maxSurgePercent = command.maxSurgePercent ?? undefined;
      plan = planner.planRollback({ ...described, rounding, from, maxSurgePercent });
      results.push(
        ...checkPlanInvariants(plan, {
          ...described,
          trigger: isAutomatic ? "automatic-rollback" : "manual-rollback",
        }),
      );
    }
  }
  return results;
}

function splitOf({ canary, primary }: RolloutSplit): RolloutSplit {
  return {
    canary: { capacityPercent: canary.capacityPercent, trafficPercent: canary.trafficPercent },
    primary: { capacityPercent: primary.capacityPercent, trafficPercent: primary.trafficPercent },
  };
}
