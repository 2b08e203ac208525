import type { ReplicaStateCounts } from "../result/PlayedStep.ts";
import type { VersionRole } from "../result/VersionRole.ts";
import type { DeploymentWorld, VersionWorld, World } from "./World.ts";

/** Replicas of one deployment by state. */
export function countReplicas({ replicas }: DeploymentWorld): ReplicaStateCounts {
  return {
    requested: replicas.count("requested"),
    starting: replicas.count("starting"),
    running: replicas.count("running"),
    draining: replicas.count("draining"),
  };
}

const states = ["requested", "starting", "running", "draining"] as const;

/** Replicas by state of all these versions together. */
export function countStates(versions: readonly VersionWorld[]): ReplicaStateCounts {
  const counts = { requested: 0, starting: 0, running: 0, draining: 0 };
  for (const version of versions) {
    for (const deployment of version.deployments) {
      for (const state of states) counts[state] += deployment.replicas.count(state);
    }
  }
  return counts;
}

/** The versions of a role that still hold something: after a rollout the old primary stays one until it is gone. */
export function versionsIn(world: World, role: VersionRole): VersionWorld[] {
  return world.versions.filter((version) => version.role === role && !version.isGone);
}
