import { matchRoute } from "../../serve/path/matchRoute.ts";
import type { TrafficStream } from "../../workload/Traffic.ts";
import type { DeploymentWorld, VersionWorld } from "../world/World.ts";

/**
 * The deployment that a stream's requests go to in a version: where there is a route, by the longest prefix, else by name. In
 * a version without that name they follow its route, as requests over HTTP do. `undefined`: there is none.
 */
export function findEntry(
  version: VersionWorld,
  { deployment, route, applicationRoute }: Pick<TrafficStream, "deployment" | "route" | "applicationRoute">,
): DeploymentWorld | undefined {
  const present = version.deployments.filter(({ isRemoved }) => !isRemoved);
  const named = present.find(({ definition }) => definition.name === deployment);
  if (route === undefined && named !== undefined) return named;
  const followed = route ?? applicationRoute;
  if (followed === undefined) return undefined;
  const prefixes = present.flatMap(({ definition }) => definition.routePrefix ?? []);
  const prefix = matchRoute(followed, prefixes);
  return prefix === null ? undefined : present.find(({ definition }) => definition.routePrefix === prefix);
}
