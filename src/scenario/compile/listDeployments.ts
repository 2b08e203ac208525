import type { ListedDeployments } from "./readDeclarations.ts";
import type { SourcedService } from "./SourcedService.ts";

/** The deployments that the configs of any of these versions list, by application. */
export function listDeployments(services: readonly SourcedService[]): ListedDeployments {
  const listed = new Map<string, Set<string>>();
  for (const { applications } of services) {
    for (const { name, deployments } of applications) {
      const names = listed.get(name) ?? new Set<string>();
      for (const { value } of deployments) names.add(value.name);
      listed.set(name, names);
    }
  }
  return listed;
}
