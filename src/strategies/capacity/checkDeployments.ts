import { describeValue } from "../../values/describeValue.ts";
import { isRecord } from "../../values/isRecord.ts";
import { checkReplicaCount } from "./checkReplicaCount.ts";
import type { PlanProblem } from "./PlanError.ts";

/** Problems of a list of deployments: names, counts, bounds, GPUs. `field` is the list's own name. */
export function checkDeployments(deployments: unknown, field: string): readonly PlanProblem[] {
  if (!Array.isArray(deployments)) {
    const message = `${field} must be a list of deployments, not ${describeValue(deployments)}.`;
    return [{ code: "wrong-type", field, message }];
  }
  const list: readonly unknown[] = deployments;
  return [
    ...list.flatMap((deployment, index) => checkDeployment(deployment, `${field}[${index}]`)),
    ...checkUniqueNames(list, field),
  ];
}

function checkDeployment(deployment: unknown, field: string): readonly PlanProblem[] {
  if (!isRecord(deployment)) {
    const message = `${field} must be a deployment { name, numReplicas } or { name, autoscaling }, not ${describeValue(deployment)}.`;
    return [{ code: "wrong-type", field, message }];
  }
  return [
    ...checkName(deployment.name, `${field}.name`),
    ...checkScaling(deployment, field),
    ...checkGpus(deployment.gpusPerReplica, `${field}.gpusPerReplica`),
    ...checkGangs(deployment, field),
  ];
}

function checkName(name: unknown, field: string): readonly PlanProblem[] {
  if (typeof name === "string" && name.trim() !== "") return [];
  const message = `${field} must be a name that is not empty, not ${describeValue(name)}.`;
  return [{ code: typeof name === "string" ? "empty-name" : "wrong-type", field, message }];
}

function checkScaling(deployment: Readonly<Record<string, unknown>>, field: string): readonly PlanProblem[] {
  const { numReplicas, autoscaling } = deployment;
  if ((numReplicas === undefined) === (autoscaling === undefined)) {
    const given = numReplicas === undefined ? "neither" : "both";
    const message = `${field} has ${given} of numReplicas and autoscaling; give exactly one.`;
    return [{ code: "ambiguous-replicas", field, message }];
  }
  if (autoscaling === undefined) {
    return checkReplicaCount(numReplicas, { field: `${field}.numReplicas`, least: 0 });
  }
  return checkAutoscaling(autoscaling, `${field}.autoscaling`);
}

function checkAutoscaling(autoscaling: unknown, field: string): readonly PlanProblem[] {
  if (!isRecord(autoscaling)) {
    const message = `${field} must be { minReplicas, maxReplicas, initialReplicas? }, not ${describeValue(autoscaling)}.`;
    return [{ code: "wrong-type", field, message }];
  }
  const { minReplicas, maxReplicas, initialReplicas } = autoscaling;
  const problems = [
    ...checkReplicaCount(minReplicas, { field: `${field}.minReplicas`, least: 0 }),
    ...checkReplicaCount(maxReplicas, { field: `${field}.maxReplicas`, least: 1 }),
    ...(initialReplicas === undefined
      ? []
      : checkReplicaCount(initialReplicas, { field: `${field}.initialReplicas`, least: 0 })),
  ];
  if (problems.length > 0) return problems;
  const [min, max] = [Number(minReplicas), Number(maxReplicas)];
  if (min > max) {
    const message = `${field}.minReplicas is ${min}, above maxReplicas ${max}; the least may not exceed the most.`;
    return [{ code: "min-above-max", field: `${field}.minReplicas`, message }];
  }
  if (initialReplicas !== undefined && (Number(initialReplicas) < min || Number(initialReplicas) > max)) {
    const message = `${field}.initialReplicas is ${initialReplicas}; it must lie from minReplicas ${min} to maxReplicas ${max}.`;
    return [{ code: "initial-outside-bounds", field: `${field}.initialReplicas`, message }];
  }
  return [];
}

/** Ray counts GPUs in steps of 0.0001 and refuses finer ones. */
function checkGpus(gpus: unknown, field: string): readonly PlanProblem[] {
  if (gpus === undefined) return [];
  const inRange = typeof gpus === "number" && gpus >= 0 && gpus <= 1000;
  if (inRange && Math.abs(gpus * 10_000 - Math.round(gpus * 10_000)) < 1e-6) return [];
  const message = `${field} must be a number from 0 to 1000 in steps of 0.0001, not ${describeValue(gpus)}.`;
  return [{ code: "gpus-out-of-range", field, message }];
}

/** ray 2.60.0, `DeploymentSchema.validate_gang_scheduling_config`: every count is a multiple of the gang size. */
function checkGangs(deployment: Readonly<Record<string, unknown>>, field: string): readonly PlanProblem[] {
  const { gangSize, numReplicas, autoscaling } = deployment;
  if (gangSize === undefined) return [];
  const problems = checkReplicaCount(gangSize, { field: `${field}.gangSize`, least: 1 });
  if (problems.length > 0) return problems;
  const bounds = isRecord(autoscaling) ? autoscaling : {};
  const counts: readonly (readonly [string, unknown])[] = [
    ["numReplicas", numReplicas],
    ["autoscaling.minReplicas", bounds.minReplicas],
    ["autoscaling.maxReplicas", bounds.maxReplicas],
    ["autoscaling.initialReplicas", bounds.initialReplicas],
  ];
  return counts.flatMap(([name, count]): readonly PlanProblem[] => {
    if (typeof count !== "number" || !Number.isInteger(count) || count % Number(gangSize) === 0) return [];
    const message = `${field}.${name} is ${count}; it must be a multiple of gangSize ${gangSize}, for replicas start in whole gangs.`;
    return [{ code: "partial-gang", field: `${field}.${name}`, message }];
  });
}

function checkUniqueNames(deployments: readonly unknown[], field: string): readonly PlanProblem[] {
  const firstIndexes = new Map<string, number>();
  return deployments.flatMap((deployment, index): readonly PlanProblem[] => {
    const name = isRecord(deployment) ? deployment.name : undefined;
    if (typeof name !== "string") return [];
    const firstIndex = firstIndexes.get(name);
    if (firstIndex === undefined) {
      firstIndexes.set(name, index);
      return [];
    }
    const message = `${field}[${index}].name ${describeValue(name)} is also the name of ${field}[${firstIndex}]; names must be unique.`;
    return [{ code: "duplicate-name", field: `${field}[${index}].name`, message }];
  });
}
