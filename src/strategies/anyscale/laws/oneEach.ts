import { checkPlayedPlans } from "../../../invariants/evidence/checkPlayedPlans.ts";
import { configurationsAt } from "../../../invariants/evidence/configurationsAt.ts";
import { describeSplit } from "../../../invariants/evidence/describeSplit.ts";
import { fullBounds } from "../../../invariants/evidence/fullBounds.ts";
import type { Invariant } from "../../../invariants/evidence/Invariant.ts";
import { inForceAt } from "../../../invariants/evidence/inForceAt.ts";
import type { PlanContext } from "../../../invariants/evidence/PlanContext.ts";
import type { SimulationResult } from "../../../simulation/result/SimulationResult.ts";
import type { VersionRole } from "../../../simulation/result/VersionRole.ts";
import { ownValue } from "../../../values/ownValue.ts";
import type { PlannedDeployment } from "../../capacity/PlannedDeployment.ts";
import type { RolloutPlan } from "../../capacity/RolloutPlan.ts";
import type { RolloutStep } from "../../capacity/RolloutStep.ts";
import { describeBounds } from "./evidence/describeBounds.ts";
import { hasBoth } from "./evidence/expectedBounds.ts";

export const oneEach: Invariant = {
  id: "one-each",
  strategy: "anyscale",
  law: "Until everything has migrated every deployment has at least one replica in both versions.",
  source:
    "anyscale-update-a-service.txt: at least one replica of every deployment runs in both versions until 100% of replicas and traffic have migrated",
  checkPlan,
  checkResult: (result) => [
    ...checkPlayedPlans(result, checkPlan),
    ...checkTargets(result),
    ...checkEveryDeployment(result),
  ],
};

function checkPlan(plan: RolloutPlan, context: PlanContext): readonly string[] {
  return plan.steps.flatMap((step) =>
    [
      ...checkVersion(step, "canary", context.canaryDeployments),
      ...checkVersion(step, "primary", context.primaryDeployments),
    ].map((violation) => `step ${step.index} (${step.kind}): ${violation}`),
  );
}

function checkVersion(
  step: RolloutStep,
  role: VersionRole,
  deployments: readonly PlannedDeployment[],
): readonly string[] {
  const version = step[role];
  const other = step[role === "canary" ? "primary" : "canary"];
  if (version.capacityPercent === 0) {
    const alone = other.capacityPercent === 100 && other.trafficPercent === 100;
    return [
      ...(alone
        ? []
        : [`${role} has no capacity though the other version does not carry all: ${describeSplit(step)}`]),
      ...deployments.flatMap(({ name }) => {
        const bounds = ownValue(version.replicas, name);
        return bounds?.minReplicas === 0 && bounds.maxReplicas === 0
          ? []
          : [`${role} ${name} has ${describeBounds(bounds)} at capacity 0`];
      }),
    ];
  }
  return deployments.flatMap((deployment) => {
    const bounds = ownValue(version.replicas, deployment.name);
    const full = fullBounds(deployment);
    const kept =
      bounds !== undefined &&
      (bounds.minReplicas >= 1 || full.maxReplicas === 0 || (full.minReplicas === 0 && !hasBoth(step))) &&
      (bounds.maxReplicas >= 1 || full.maxReplicas === 0);
    return kept ? [] : [`${role} ${deployment.name} has ${describeBounds(bounds)}`];
  });
}

/** While a version has capacity, every deployment of it is meant to run. */
function checkTargets(result: SimulationResult): readonly string[] {
  return result.targets.flatMap((record) => {
    if (record.capacityPercent === 0 || record.targetReplicas >= 1) {
      return [];
    }
    const inForce = inForceAt(result.splits, record.atSeconds);
    const isShared = inForce.length > 0 && inForce.every(({ split }) => hasBoth(split));
    const mayBeNone = configurationsAt(result, record.version, record.atSeconds).some((deployments) =>
      deployments.some((each) => {
        const { minReplicas, maxReplicas } = fullBounds(each);
        return each.name === record.deployment && (maxReplicas === 0 || (minReplicas === 0 && !isShared));
      }),
    );
    return mayBeNone
      ? []
      : [
          `at ${record.atSeconds} s ${record.role} ${record.version} wants ${record.targetReplicas} replicas of ` +
            `${record.deployment} at ${record.capacityPercent} % capacity`,
        ];
  });
}

/** No deployment of either version may be missing from the record once a split has given its version capacity. */
function checkEveryDeployment(result: SimulationResult): readonly string[] {
  return result.plans.flatMap((played, planIndex) =>
    (["canary", "primary"] as const).flatMap((role) => {
      const version = role === "canary" ? played.canaryVersion : played.primaryVersion;
      const hadCapacity = result.splits.some(
        (change) => change.planIndex === planIndex && change.split[role].capacityPercent > 0,
      );
      const deployments = configurationsAt(result, version, played.atSeconds).at(-1) ?? [];
      return deployments
        .filter(({ name }) => hadCapacity && !hasTarget(result, version, name))
        .map(({ name }) => `plan ${planIndex}: ${role} ${version} has capacity but no target for ${name}`);
    }),
  );
}

function hasTarget(result: SimulationResult, version: string, deployment: string): boolean {
  return result.targets.some((record) => record.version === version && record.deployment === deployment);
}
