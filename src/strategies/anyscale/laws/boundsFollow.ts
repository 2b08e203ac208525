import { checkPlayedPlans } from "../../../invariants/evidence/checkPlayedPlans.ts";
import { configurationsAt } from "../../../invariants/evidence/configurationsAt.ts";
import { fullBounds } from "../../../invariants/evidence/fullBounds.ts";
import type { Invariant } from "../../../invariants/evidence/Invariant.ts";
import { inForceAt } from "../../../invariants/evidence/inForceAt.ts";
import type { PlanContext } from "../../../invariants/evidence/PlanContext.ts";
import type { SimulationResult } from "../../../simulation/result/SimulationResult.ts";
import type { TargetRecord } from "../../../simulation/result/TargetRecord.ts";
import { ownValue } from "../../../values/ownValue.ts";
import type { RolloutPlan } from "../../capacity/RolloutPlan.ts";
import type { Rounding } from "../../capacity/Rounding.ts";
import { describeBounds } from "./evidence/describeBounds.ts";
import { expectedBounds } from "./evidence/expectedBounds.ts";

export const boundsFollow: Invariant = {
  id: "bounds-follow",
  strategy: "anyscale",
  law: "Autoscaled targets stay within capacity-adjusted min and max; canary never below adjusted initial_replicas before the end.",
  source:
    "anyscale-update-a-service.txt: the percentages adjust min_replicas and max_replicas, and on the canary initial_replicas, the floor until the rollout finishes",
  checkPlan,
  checkResult: (result) => [...checkPlayedPlans(result, checkPlan), ...checkTargets(result)],
};

function checkPlan(plan: RolloutPlan, context: PlanContext): readonly string[] {
  return plan.steps.flatMap((step) =>
    (["canary", "primary"] as const).flatMap((role) =>
      context[`${role}Deployments`].flatMap((deployment) => {
        // A fixed number that is rounded up is the business of round-up.
        const { minReplicas, maxReplicas } = fullBounds(deployment);
        if (minReplicas === maxReplicas && plan.rounding === "up") {
          return [];
        }
        const { capacityPercent, replicas } = step[role];
        const bounds = ownValue(replicas, deployment.name);
        const expected = expectedBounds(deployment, { split: step, rounding: plan.rounding, role });
        return bounds?.minReplicas === expected.minReplicas && bounds.maxReplicas === expected.maxReplicas
          ? []
          : [
              `step ${step.index} (${step.kind}): ${role} ${deployment.name} has ${describeBounds(bounds)} ` +
                `at ${capacityPercent} % instead of ${expected.minReplicas} to ${expected.maxReplicas}`,
            ];
      }),
    ),
  );
}

function checkTargets(result: SimulationResult): readonly string[] {
  const first = result.versions[0]?.configurations[0]?.deployments;
  if (first === undefined) {
    return ["nothing says what the first version was told to run"];
  }
  const unseen = first.filter(({ name }) => !result.targets.some(({ deployment }) => deployment === name));
  return [
    ...unseen.map(({ name }) => `no target is recorded for ${name}`),
    ...result.targets.flatMap((record) => [
      ...checkWithin(record),
      ...checkCapacity(result, record),
      ...checkBounds(result, record),
    ]),
  ];
}

function place({ atSeconds, role, version, deployment }: TargetRecord): string {
  return `at ${atSeconds} s ${role} ${version}, ${deployment}:`;
}

function checkWithin(record: TargetRecord): readonly string[] {
  const { targetReplicas, minReplicas, maxReplicas } = record;
  return targetReplicas >= minReplicas && targetReplicas <= maxReplicas
    ? []
    : [`${place(record)} target ${targetReplicas} is outside ${minReplicas} to ${maxReplicas}`];
}

/** The capacity behind a target is the one that the split gives its version at that moment. */
function checkCapacity(result: SimulationResult, record: TargetRecord): readonly string[] {
  const capacities = inForceAt(result.splits, record.atSeconds).map(
    ({ split }) => split[record.role].capacityPercent,
  );
  return capacities.includes(record.capacityPercent)
    ? []
    : [
        `${place(record)} its target follows a capacity of ${record.capacityPercent} %, the split says ` +
          `${capacities.join(" or ") || "nothing"} %`,
      ];
}

function checkBounds(result: SimulationResult, record: TargetRecord): readonly string[] {
  const candidates = configurationsAt(result, record.version, record.atSeconds).flatMap((deployments) =>
    deployments.filter(({ name }) => name === record.deployment),
  );
  if (candidates.length === 0) {
    return [`${place(record)} nothing says what it was told to run`];
  }
  const { role, capacityPercent, minReplicas, maxReplicas } = record;
  const splits = inForceAt(result.splits, record.atSeconds).filter(
    ({ split }) => split[role].capacityPercent === capacityPercent,
  );
  if (splits.length === 0) {
    // Judged above: the capacity is not the one in force.
    return [];
  }
  const expected = candidates.flatMap((deployment) =>
    roundingsAt(result, record.atSeconds).flatMap((rounding) =>
      splits.map(({ split }) => expectedBounds(deployment, { split, rounding, role })),
    ),
  );
  return expected.some((bounds) => bounds.minReplicas === minReplicas && bounds.maxReplicas === maxReplicas)
    ? []
    : [
        `${place(record)} bounds ${minReplicas} to ${maxReplicas} at ${capacityPercent} % instead of ` +
          expected.map((bounds) => `${bounds.minReplicas} to ${bounds.maxReplicas}`).join(" or "),
      ];
}

/** Before the first plan every version is at 0 or 100 %, where the rounding changes nothing. */
function roundingsAt(result: SimulationResult, atSeconds: number): readonly Rounding[] {
  const plans = inForceAt(result.plans, atSeconds);
  return plans.length === 0 ? ["up"] : plans.map(({ plan }) => plan.rounding);
}
