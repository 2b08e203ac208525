import type { World } from "../world/World.ts";

/** Looks from outside whether anyone waits beside a free slot, by recounting the replicas' slots. */
export function auditRouters({ path, versions }: World): void {
  for (const version of versions) {
    for (const deployment of version.deployments) {
      if (path.countWaiting(deployment.router) === 0) continue;
      const free = [...deployment.replicas]
        .filter(
          ({ state, hot }) =>
            state === "running" &&
            (path.replicas.ongoing[hot] as number) < (path.replicas.maxOngoing[hot] as number),
        )
        .map(({ hot }) => hot);
      for (const router of path.routers[deployment.router]?.group ?? []) {
        if (path.isWaitingWrongly(router.index, free)) router.idleMoments++;
      }
    }
  }
}
