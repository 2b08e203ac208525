import type { PlannedDeployment } from "../../strategies/capacity/PlannedDeployment.ts";

/** A deployment's bounds at full capacity; `initialReplicas` is the minimum where its config names none. */
export interface FullBounds {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly initialReplicas: number;
  /** 1: each replica by itself. */
  readonly gangSize: number;
}

/** What a deployment's own config says, static or autoscaled. */
export function fullBounds(deployment: PlannedDeployment): FullBounds {
  const { gangSize = 1 } = deployment;
  if ("autoscaling" in deployment) {
    const { minReplicas, maxReplicas, initialReplicas } = deployment.autoscaling;
    return { minReplicas, maxReplicas, initialReplicas: initialReplicas ?? minReplicas, gangSize };
  }
  const count = deployment.numReplicas;
  return { minReplicas: count, maxReplicas: count, initialReplicas: count, gangSize };
}
