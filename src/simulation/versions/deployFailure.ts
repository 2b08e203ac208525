import { startUpLimits } from "../replicas/startUpLimits.ts";
import type { VersionWorld } from "../world/World.ts";

/** Why the version cannot be deployed, in words; `null`: no deployment has been given up. */
export function deployFailure(version: VersionWorld): string | null {
  const failed = version.deployments.find(
    (deployment) => !deployment.isRemoved && deployment.startUpBudget.hasGivenUp(startUpLimits(deployment)),
  );
  if (failed === undefined) return null;
  const { definition, startUpBudget } = failed;
  return `deployment ${definition.name} failed to deploy: its replicas failed to start ${startUpBudget.failures} times`;
}
