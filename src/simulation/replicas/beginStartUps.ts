import type { DeploymentWorld } from "../world/World.ts";

/** Failures to start are counted anew from a deploy on. */
export function beginStartUps(deployment: DeploymentWorld, options: { readonly isSameCode: boolean }): void {
  const { replicas, generation, startUpBudget } = deployment;
  const hasOldReplicas = [...replicas].some(
    (each) => each.generation < generation && each.state !== "draining",
  );
  startUpBudget.begin({ ...options, hasOldReplicas });
}
