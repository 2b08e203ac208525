import { silentReporter } from "../problems/Reporter.ts";
import { compileResources } from "./compileResources.ts";
import type { SourcedService } from "./SourcedService.ts";

/** The resources beside CPUs and GPUs that replicas of these services ask for. */
export function demandedResources(services: readonly SourcedService[]): ReadonlySet<string> {
  const deployments = services.flatMap(({ applications }) =>
    applications.flatMap((each) => each.deployments),
  );
  return new Set(
    deployments.flatMap((deployment) =>
      Object.keys(compileResources(deployment, silentReporter).custom ?? {}),
    ),
  );
}
