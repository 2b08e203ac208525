import type { World } from "../world/World.ts";

/** Looks from outside whether anyone waits beside a free slot, by recounting the replicas' slots. */
export function auditRouters({ path, versions }: World): void {
  for (const version of versions) {
    for (const deployment of version.deployments) {
      if (path.countWaiting(deployment.router) === 0) continue;
      const free = [...deployment.replicas]
        .filter(
          ({ state, pathReplica }) =>
            state === "running" &&
            (path.replicas.ongoing[pathReplica] as number) <
              (path.replicas.maxOngoing[pathReplica] as number),
        )
        .map(({ pathReplica }) => pathReplica);
      for (const router of path.routers[deployment.router]?.group ?? []) {
        if (path.isWaitingWrongly(router.index, free)) router.idleMoments++;
      }
    }
  }
}
