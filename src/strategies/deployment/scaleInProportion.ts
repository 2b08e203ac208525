import type { DeploymentObject, ReplicaSet, SeesStatus } from "./DeploymentObject.ts";
import { activeOf, newSetOf, oldSetsOf, scaleSet, wantedBy } from "./replicaSets.ts";
import { resolveFenceposts } from "./resolveFenceposts.ts";

/** What happens when the Deployment was scaled, or while it is paused (k8s v1.36.3, `DeploymentController.scale`). */
export function scaleInProportion(object: DeploymentObject, see: SeesStatus): DeploymentObject {
  const active = activeOf(object.sets);
  if (active.length <= 1) {
    const only = active[0] ?? newSetOf(object) ?? oldSetsOf(object).at(-1);
    return only === undefined || only.replicas === object.replicas
      ? object
      : scaleSet(object, only.version, object.replicas);
  }
  const newSet = newSetOf(object);
  if (newSet !== undefined && isSaturated(object, newSet, see)) {
    return activeOf(oldSetsOf(object)).reduce((shrunk, { version }) => scaleSet(shrunk, version, 0), object);
  }
  return object.options.type === "Recreate" ? object : shareOut(object, active);
}

/** `IsSaturated`. */
function isSaturated({ replicas }: DeploymentObject, newSet: ReplicaSet, see: SeesStatus): boolean {
  return (
    newSet.replicas === replicas &&
    newSet.desiredReplicas === replicas &&
    see(newSet.version).available === replicas
  );
}

/** Adds or takes what is too few or too many in proportion, from the largest set to the smallest. */
function shareOut(object: DeploymentObject, active: readonly ReplicaSet[]): DeploymentObject {
  const { surge } = resolveFenceposts(object.options, object.replicas);
  const allowed = object.replicas > 0 ? object.replicas + surge : 0;
  const toAdd = allowed - wantedBy(active);
  const ordered = toAdd === 0 ? active : bySize(object, active, toAdd > 0);
  let added = 0;
  const sizes = ordered.map((set) => {
    const proportion = proportionOf(object, set, toAdd, added);
    added += proportion;
    return set.replicas + proportion;
  });
  const leftover = toAdd - added;
  return ordered.reduce((scaled, { version }, index) => {
    const size = sizes[index] ?? 0;
    return scaleSet(scaled, version, index === 0 ? Math.max(0, size + leftover) : size);
  }, object);
}

/** `ReplicaSetsBySizeNewer` and `ReplicaSetsBySizeOlder`. */
function bySize(
  object: DeploymentObject,
  active: readonly ReplicaSet[],
  isNewerFirst: boolean,
): readonly ReplicaSet[] {
  const age = new Map(object.sets.map(({ version }, index) => [version, index]));
  const older = (a: ReplicaSet, b: ReplicaSet) => (age.get(a.version) ?? 0) - (age.get(b.version) ?? 0);
  return active.toSorted((a, b) => b.replicas - a.replicas || (isNewerFirst ? older(b, a) : older(a, b)));
}

/** `GetReplicaSetProportion` over `getReplicaSetFraction`. */
export function proportionOf(
  object: Pick<DeploymentObject, "options" | "replicas">,
  set: Pick<ReplicaSet, "replicas" | "maxReplicas">,
  toAdd: number,
  added: number,
): number {
  if (set.replicas === 0 || toAdd === 0 || toAdd === added) return 0;
  const allowed = toAdd - added;
  const fraction = fractionOf(object, set);
  return toAdd > 0 ? Math.min(fraction, allowed) : Math.max(fraction, allowed);
}

function fractionOf(
  { options, replicas }: Pick<DeploymentObject, "options" | "replicas">,
  set: Pick<ReplicaSet, "replicas" | "maxReplicas">,
): number {
  if (replicas === 0) return -set.replicas;
  const most = replicas + resolveFenceposts(options, replicas).surge;
  return Math.floor((set.replicas * most) / set.maxReplicas + 0.5) - set.replicas;
}
