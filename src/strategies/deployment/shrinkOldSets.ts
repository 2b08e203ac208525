import type { VersionId } from "../VersionId.ts";
import type { DeploymentObject, SeesStatus } from "./DeploymentObject.ts";
import { activeOf, newSetOf, oldSetsOf, scaleSet, wantedBy } from "./replicaSets.ts";
import { resolveFenceposts } from "./resolveFenceposts.ts";

/** `reconcileOldReplicaSets`: the same Deployment where nothing changes. */
export function shrinkOldSets(object: DeploymentObject, see: SeesStatus): DeploymentObject {
  const newSet = newSetOf(object);
  const active = activeOf(oldSetsOf(object)).map(({ version }) => version);
  if (newSet === undefined || active.length === 0) return object;
  const newUnavailable = newSet.replicas - see(newSet.version).available;
  const most = wantedBy(object.sets) - leastAvailable(object) - newUnavailable;
  if (most <= 0) return object;
  const cleaned = stopUnhealthy(object, see, most);
  // More pods available than wanted: a status behind its spec, at which the real one gives up until the next sync.
  if (cleaned.isConfused) return cleaned.object;
  return stopAvailable(cleaned.object, see, [...active, newSet.version]);
}

function leastAvailable({ options, replicas }: DeploymentObject): number {
  return replicas - resolveFenceposts(options, replicas).unavailable;
}

/** `cleanupUnhealthyReplicas`: the oldest set first, as many as are not available. */
function stopUnhealthy(
  object: DeploymentObject,
  see: SeesStatus,
  most: number,
): { readonly object: DeploymentObject; readonly isConfused: boolean } {
  let shrunk = object;
  let stopped = 0;
  for (const { version, replicas } of activeOf(oldSetsOf(object))) {
    if (stopped >= most) break;
    const count = Math.min(most - stopped, replicas - see(version).available);
    if (count < 0) return { object: shrunk, isConfused: true };
    if (count === 0) continue;
    shrunk = scaleSet(shrunk, version, replicas - count);
    stopped += count;
  }
  return { object: shrunk, isConfused: false };
}

/** `scaleDownOldReplicaSetsForRollingUpdate`: the oldest set first, as far as enough pods stay available. */
function stopAvailable(
  object: DeploymentObject,
  see: SeesStatus,
  counted: readonly VersionId[],
): DeploymentObject {
  const available = counted.reduce((sum, version) => sum + see(version).available, 0);
  const most = available - leastAvailable(object);
  let shrunk = object;
  let stopped = 0;
  for (const { version, replicas } of activeOf(oldSetsOf(object))) {
    if (stopped >= most) break;
    const count = Math.min(replicas, most - stopped);
    shrunk = scaleSet(shrunk, version, replicas - count);
    stopped += count;
  }
  return shrunk;
}
