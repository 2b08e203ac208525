import { defaultConstructorRetries, type StartUpLimits } from "../serve/StartUpBudget.ts";
import type { DeploymentWorld } from "./World.ts";

/** How often replicas of the deployment may fail to start at its present target. */
export function startUpLimits({ targetReplicas, definition }: DeploymentWorld): StartUpLimits {
  return {
    targetReplicas,
    maxConstructorRetries: definition.maxConstructorRetries ?? defaultConstructorRetries,
  };
}
