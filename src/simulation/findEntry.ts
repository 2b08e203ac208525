import { matchRoute } from "../serve/matchRoute.ts";
import type { DeploymentWorld, VersionWorld } from "./World.ts";

/**
 * The deployment that a stream's requests go to in a version: where there is a route, by the longest prefix, else by name.
 * `undefined`: it has none.
 */
export function findEntry(
  version: VersionWorld,
  deployment: string,
  route: string | null,
): DeploymentWorld | undefined {
  const present = version.deployments.filter(({ isRemoved }) => !isRemoved);
  if (route === null) return present.find(({ definition }) => definition.name === deployment);
  const prefixes = present.flatMap(({ definition }) => definition.routePrefix ?? []);
  const prefix = matchRoute(route, prefixes);
  return prefix === null ? undefined : present.find(({ definition }) => definition.routePrefix === prefix);
}
