import { type CallTarget, numberCalls } from "../../serve/path/numberCalls.ts";
import type { RequestPath } from "../../serve/path/RequestPath.ts";
import type { DeploymentWorld, VersionWorld } from "../world/World.ts";

/** Whether some deployment of the version calls another. */
export function callsInside(version: VersionWorld): boolean {
  return present(version).some(({ definition }) => definition.calls !== undefined);
}

/** Tells every router of the version what its requests call; after the version was added or updated. */
export function connectCalls(path: RequestPath, version: VersionWorld): void {
  const deployments = present(version);
  const find = (name: string): CallTarget | null => {
    const found = deployments.find(({ definition }) => definition.name === name);
    return found === undefined ? null : { router: found.router, serviceTime: found.definition.serviceTime };
  };
  for (const { router, definition } of deployments) {
    path.measureLatency(router);
    path.setCalls(router, definition.calls === undefined ? null : numberCalls(definition.calls, find));
  }
}

function present({ deployments }: VersionWorld): readonly DeploymentWorld[] {
  return deployments.filter(({ isRemoved }) => !isRemoved);
}
