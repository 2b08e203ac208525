import { ownValue } from "../../../values/ownValue.ts";
import { isStaticDeployment } from "../../capacity/isStaticDeployment.ts";
import type { PlannedDeployment } from "../../capacity/PlannedDeployment.ts";
import type { DeploymentPeak, PlanPeak } from "../../capacity/RolloutPlan.ts";
import type { RolloutStep, VersionStep } from "../../capacity/RolloutStep.ts";
import type { PlannedVersions } from "./PlannedVersions.ts";

/** Ray counts resources in steps of 0.0001; whole steps keep sums of fractional GPUs exact. */
const gpuStepsPerGpu = 10_000;

/**
 * What a plan holds at its worst moment. While a step is carried out a version holds the larger of what it had and what
 * it gets: new replicas start, and those that drain still occupy their GPUs.
 */
export function measurePeak(steps: readonly RolloutStep[], versions: PlannedVersions): PlanPeak {
  const canary = new Map(versions.canary.map((deployment) => [deployment.name, deployment]));
  const primary = new Map(versions.primary.map((deployment) => [deployment.name, deployment]));
  const names = [...new Set([...primary.keys(), ...canary.keys()])];

  const held = steps.map((step, index) => {
    const previous = steps[Math.max(0, index - 1)] ?? step;
    const replicas = new Map(
      names.map((name) => [
        name,
        {
          canary: canary.has(name) ? mostReplicas(name, previous.canary, step.canary) : 0,
          primary: primary.has(name) ? mostReplicas(name, previous.primary, step.primary) : 0,
        },
      ]),
    );
    const capacityPercent =
      Math.max(previous.canary.capacityPercent, step.canary.capacityPercent) +
      Math.max(previous.primary.capacityPercent, step.primary.capacityPercent);
    return { capacityPercent, replicas };
  });

  const replicasHeld = (index: number, name: string): number => {
    const counts = held[index]?.replicas.get(name);
    return (counts?.canary ?? 0) + (counts?.primary ?? 0);
  };
  const peakOf = (name: string): DeploymentPeak => {
    const indexes = held.map((_, index) => index);
    const stepIndex = indexes.reduce((best, index) =>
      replicasHeld(index, name) > replicasHeld(best, name) ? index : best,
    );
    const replicas = replicasHeld(stepIndex, name);
    const full = Math.max(fullReplicas(canary.get(name)), fullReplicas(primary.get(name)));
    const surgePercent = full === 0 ? null : (Math.max(0, replicas - full) * 100) / full;
    return { replicas, stepIndex, surgePercent };
  };
  const gpuStepsHeld = held.map(({ replicas }) =>
    names.reduce((total, name) => {
      const counts = replicas.get(name);
      const canarySteps = (counts?.canary ?? 0) * gpuSteps(canary.get(name));
      return total + canarySteps + (counts?.primary ?? 0) * gpuSteps(primary.get(name));
    }, 0),
  );
  return {
    capacityPercent: Math.max(...held.map(({ capacityPercent }) => capacityPercent)),
    deployments: Object.fromEntries(names.map((name) => [name, peakOf(name)])),
    gpuCount: Math.max(...gpuStepsHeld) / gpuStepsPerGpu,
  };
}

function mostReplicas(name: string, previous: VersionStep, current: VersionStep): number {
  return Math.max(
    ownValue(previous.replicas, name)?.maxReplicas ?? 0,
    ownValue(current.replicas, name)?.maxReplicas ?? 0,
  );
}

function fullReplicas(deployment: PlannedDeployment | undefined): number {
  if (deployment === undefined) return 0;
  return isStaticDeployment(deployment) ? deployment.numReplicas : deployment.autoscaling.maxReplicas;
}

function gpuSteps(deployment: PlannedDeployment | undefined): number {
  return Math.round((deployment?.gpusPerReplica ?? 0) * gpuStepsPerGpu);
}
