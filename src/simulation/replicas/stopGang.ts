import { controlLoopSeconds } from "../../serve/controller/controlLoopSeconds.ts";
import { failureCode } from "../../serve/path/failureReasons.ts";
import type { GangWorld } from "../world/GangWorld.ts";
import { leaveDeployment } from "../world/leaveDeployment.ts";
import { ranks } from "../world/ranks.ts";
import type { ReplicaWorld, World } from "../world/World.ts";

/**
 * Stops what is left of a gang at once, for one of its members has failed: what they serve is lost, and the next control loop
 * may start another gang (ray 2.60.0, `_forcefully_stop_gang_replicas`). Members that drain already go on.
 */
export function stopGang(world: World, gang: GangWorld, what: string): void {
  for (const takeBack of gang.unnoticedDeaths) takeBack();
  gang.unnoticedDeaths.clear();
  for (const member of gang.members) {
    if (member.state !== "draining") stopAtOnce(world, member, what);
  }
}

/** The replica is killed by the controller: nothing of what it serves is answered. */
export function stopAtOnce(world: World, replica: ReplicaWorld, what: string): void {
  const { loop, path } = world;
  const { deployment } = replica;
  if (replica.pathReplica >= 0) path.removeReplica(replica.pathReplica, failureCode.replicaDied);
  replica.checks.cancel();
  leaveDeployment(world, replica, what);
  deployment.retryAtSeconds = loop.nowSeconds + controlLoopSeconds;
  loop.at(deployment.retryAtSeconds, ranks.replicas, () => world.requestReview());
}
