import { checkDeployments } from "../../capacity/checkDeployments.ts";
import { checkRounding } from "../../capacity/checkRounding.ts";
import type { PlanProblem } from "../../capacity/PlanError.ts";
import type { PlannedDeployment } from "../../capacity/PlannedDeployment.ts";
import type { RolloutPlan } from "../../capacity/RolloutPlan.ts";
import type { RolloutSplit } from "../../capacity/RolloutSplit.ts";
import type { Rounding } from "../../capacity/Rounding.ts";
import { throwIfAny } from "../../capacity/throwIfAny.ts";
import { checkSplit } from "./checkSplit.ts";
import { checkSurge } from "./checkSurge.ts";
import { completePlan } from "./completePlan.ts";
import type { PlannedRow } from "./PlannedRow.ts";
import { planRows } from "./planRows.ts";
import { splitBeforeRollout } from "./splitBeforeRollout.ts";

/** How a rollout is taken back. */
export interface RollbackOptions {
  /** Where the rollout stands. Any step of a plan fits. */
  readonly from: RolloutSplit;
  /** A manual, gradual rollback: capacity allowed beyond 100 %, a whole percentage from 1 to 100. Default: automatic, all at once. */
  readonly maxSurgePercent?: number | undefined;
  /** What the primary runs. Default: none, a plan of percentages alone. */
  readonly deployments?: readonly PlannedDeployment[] | undefined;
  /** What the canary runs. Default: the same as the primary. */
  readonly canaryDeployments?: readonly PlannedDeployment[] | undefined;
  /** Default `"up"`, as Anyscale documents. */
  readonly rounding?: Rounding | undefined;
}

/**
 * Plans a rollback to the primary.
 *
 * Without a surge it is the automatic one: traffic, primary capacity and canary capacity change in a single row, and
 * nothing bounds what is held meanwhile (the plan's `maxSurgePercent` is 100). With a surge it is the manual one: the
 * mirror image of the rollout with that surge.
 *
 * Source: anyscale-update-a-service.txt, "Rollbacks with constrained rollouts".
 *
 * @throws PlanError with all problems, when no plan can be made from the options.
 */
export function planRollback(options: RollbackOptions): RolloutPlan {
  throwIfAny(checkOptions(options));
  const {
    from,
    maxSurgePercent,
    deployments = [],
    canaryDeployments = deployments,
    rounding = "up",
  } = options;
  return completePlan({
    rows:
      maxSurgePercent === undefined
        ? rollBackAtOnce(from)
        : planRows(from, "to-primary", { goal: { kind: "replace" }, maxSurgePercent, stopPercents: [] }),
    versions: { canary: canaryDeployments, primary: deployments },
    maxSurgePercent: maxSurgePercent ?? 100,
    rounding,
    outcome: "rolled-back",
    notes: [],
  });
}

function checkOptions(options: RollbackOptions): readonly PlanProblem[] {
  const { from, maxSurgePercent, deployments, canaryDeployments, rounding } = options;
  return [
    ...checkSplit(from),
    ...(maxSurgePercent === undefined ? [] : checkSurge(maxSurgePercent)),
    ...(deployments === undefined ? [] : checkDeployments(deployments, "deployments")),
    ...(canaryDeployments === undefined ? [] : checkDeployments(canaryDeployments, "canaryDeployments")),
    ...(rounding === undefined ? [] : checkRounding(rounding)),
  ];
}

function rollBackAtOnce({ canary, primary }: RolloutSplit): readonly PlannedRow[] {
  return [
    { kind: "start", canary, primary },
    { kind: "roll-back-at-once", ...splitBeforeRollout },
  ];
}
