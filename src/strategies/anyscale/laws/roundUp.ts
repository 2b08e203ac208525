import { checkPlayedPlans } from "../../../invariants/evidence/checkPlayedPlans.ts";
import { configurationsAt } from "../../../invariants/evidence/configurationsAt.ts";
import { fullBounds } from "../../../invariants/evidence/fullBounds.ts";
import type { Invariant } from "../../../invariants/evidence/Invariant.ts";
import { inForceAt } from "../../../invariants/evidence/inForceAt.ts";
import type { PlanContext } from "../../../invariants/evidence/PlanContext.ts";
import type { SimulationResult } from "../../../simulation/result/SimulationResult.ts";
import type { TargetRecord } from "../../../simulation/result/TargetRecord.ts";
import { ownValue } from "../../../values/ownValue.ts";
import type { PlannedDeployment } from "../../capacity/PlannedDeployment.ts";
import type { RolloutPlan } from "../../capacity/RolloutPlan.ts";
import { describeBounds } from "./evidence/describeBounds.ts";
import { expectedReplicas } from "./evidence/expectedReplicas.ts";

export const roundUp: Invariant = {
  id: "round-up",
  strategy: "anyscale",
  law: "Static replicas = max(1, ceil(n × capacity / 100)), rounded up to whole gangs.",
  source:
    "anyscale-update-a-service.txt: static replicas are rounded up (seven at 50% → four); ray 2.60.0 starts whole gangs alone",
  checkPlan,
  checkResult: (result) => [...checkPlayedPlans(result, checkPlan), ...checkTargets(result)],
};

function checkPlan(plan: RolloutPlan, context: PlanContext): readonly string[] {
  if (plan.rounding !== "up") {
    return [];
  }
  return plan.steps.flatMap((step) =>
    (["canary", "primary"] as const).flatMap((role) =>
      context[`${role}Deployments`].filter(isStatic).flatMap((deployment) => {
        const { capacityPercent, replicas } = step[role];
        const { maxReplicas, gangSize } = fullBounds(deployment);
        const expected = expectedReplicas(maxReplicas, capacityPercent, "up", gangSize);
        const bounds = ownValue(replicas, deployment.name);
        return bounds?.minReplicas === expected && bounds.maxReplicas === expected
          ? []
          : [
              `step ${step.index} (${step.kind}): ${role} ${deployment.name} has ${describeBounds(bounds)} ` +
                `at ${capacityPercent} % instead of ${expected}`,
            ];
      }),
    ),
  );
}

/** Equal bounds are a fixed number too, however it was written down. */
function isStatic(deployment: PlannedDeployment): boolean {
  const { minReplicas, maxReplicas } = fullBounds(deployment);
  return minReplicas === maxReplicas;
}

function checkTargets(result: SimulationResult): readonly string[] {
  const first = result.versions[0]?.configurations[0]?.deployments;
  if (first === undefined) {
    return ["nothing says what the first version was told to run"];
  }
  const unseen = first.filter(
    (each) => isStatic(each) && !result.targets.some(({ deployment }) => deployment === each.name),
  );
  return [
    ...unseen.map(({ name }) => `no target is recorded for the static deployment ${name}`),
    ...result.targets.flatMap((record) => checkTarget(result, record)),
  ];
}

function checkTarget(result: SimulationResult, record: TargetRecord): readonly string[] {
  const { atSeconds, version, deployment, capacityPercent, targetReplicas } = record;
  const candidates = configurationsAt(result, version, atSeconds).flatMap((deployments) =>
    deployments.filter(({ name }) => name === deployment),
  );
  if (candidates.length === 0) {
    return [`at ${atSeconds} s nothing says what ${version} was told to run of ${deployment}`];
  }
  const plans = inForceAt(result.plans, atSeconds);
  const roundsUp = plans.every(({ plan }) => plan.rounding === "up");
  if (!roundsUp || !candidates.every(isStatic)) {
    return [];
  }
  const expected = candidates.map((each) => {
    const { maxReplicas, gangSize } = fullBounds(each);
    return expectedReplicas(maxReplicas, capacityPercent, "up", gangSize);
  });
  return expected.includes(targetReplicas)
    ? []
    : [
        `at ${atSeconds} s ${version} wants ${targetReplicas} replicas of ${deployment} at ${capacityPercent} % ` +
          `instead of ${expected.join(" or ")}`,
      ];
}
