import { logReplica } from "./logReplica.ts";
import type { ReplicaWorld, World } from "./World.ts";

/** A replica is gone: its room on the node is free, and its deployment has one less. */
export function leaveDeployment(world: World, replica: ReplicaWorld, what: string): void {
  const { deployment } = replica;
  replica.cancelTimer();
  deployment.replicas.change(replica, { state: "gone" });
  replica.life.goneAtSeconds = world.loop.nowSeconds;
  const { gang } = replica;
  if (gang !== null) gang.members = gang.members.filter((other) => other !== replica);
  for (const { node, need } of replica.shares) deployment.version.cluster.fleet.free(node, need);
  world.noteHolding();
  logReplica(world, replica, "replica-gone", what);
  world.requestReview();
}
