import { defaultConstructorRetries, type StartUpLimits } from "../../serve/controller/StartUpBudget.ts";
import type { DeploymentWorld } from "../world/World.ts";

/** How often replicas of the deployment may fail to start at its present target. */
export function startUpLimits({ targetReplicas, definition }: DeploymentWorld): StartUpLimits {
  return {
    targetReplicas,
    maxConstructorRetries: definition.maxConstructorRetries ?? defaultConstructorRetries,
  };
}
