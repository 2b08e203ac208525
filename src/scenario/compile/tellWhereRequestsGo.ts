import { matchRoute } from "../../serve/path/matchRoute.ts";
import type { ServiceVersion } from "../../simulation/Scenario.ts";
import type { TrafficStream } from "../../workload/Traffic.ts";
import { formatKeyPath } from "../problems/formatKeyPath.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";

/** A version that an update brings, and where the update is written. */
export interface DeployedVersion {
  readonly path: KeyPath;
  readonly version: ServiceVersion;
}

/**
 * Tells of streams whose deployment a later version does not have: their requests follow its route, or fail.
 *
 * @param traffic in the order of the file.
 */
export function tellWhereRequestsGo(
  traffic: readonly TrafficStream[],
  later: readonly DeployedVersion[],
  reporter: Reporter,
): void {
  for (const [index, { deployment, route, applicationRoute }] of traffic.entries()) {
    // What is deployed again needs not be told again.
    const told = new Set<string | undefined>();
    for (const { path, version } of later) {
      if (route === undefined && version.deployments.some(({ name }) => name === deployment)) continue;
      const followed = route ?? applicationRoute;
      const entry = followed === undefined ? undefined : entryOf(version, followed);
      if (entry === deployment || told.has(entry)) continue;
      told.add(entry);
      const place = ["traffic", index, route === undefined ? "deployment" : "route"];
      const what = `what ${formatKeyPath(path)} deploys`;
      if (entry === undefined) {
        reporter.warning(
          place,
          `${what} has no deployment ${deployment}${followed === undefined ? "" : ` and none for the route ${followed}`}: every request that is sent to that version fails`,
        );
      } else if (route === undefined) {
        reporter.note(
          place,
          `${what} has no deployment ${deployment}: there, requests follow its route ${followed} to ${entry}`,
        );
      }
    }
  }
}

function entryOf({ deployments }: ServiceVersion, route: string): string | undefined {
  const prefix = matchRoute(
    route,
    deployments.flatMap(({ routePrefix }) => routePrefix ?? []),
  );
  return prefix === null ? undefined : deployments.find(({ routePrefix }) => routePrefix === prefix)?.name;
}
