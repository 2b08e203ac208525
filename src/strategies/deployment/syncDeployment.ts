import type { DeploymentObject, ReplicaSet, SeesStatus } from "./DeploymentObject.ts";
import { NO_DEADLINE_SECONDS } from "./deploymentOptionsSchema.ts";
import { followProgress, setCondition, statusOf } from "./followProgress.ts";
import { growNewSet, newSetReplicas } from "./growNewSet.ts";
import { activeOf, newSetOf, oldSetsOf, scaleSet } from "./replicaSets.ts";
import { resolveFenceposts } from "./resolveFenceposts.ts";
import { scaleInProportion } from "./scaleInProportion.ts";
import { shrinkOldSets } from "./shrinkOldSets.ts";

/** What one call of `DeploymentController.syncDeployment` does (k8s v1.36.3), in its order. */
export function syncDeployment(
  given: DeploymentObject,
  see: SeesStatus,
  nowSeconds: number,
): DeploymentObject {
  const object = notePause(given, nowSeconds);
  const found = adoptNewSet(object, nowSeconds);
  if (object.isPaused) return scale(found, see);
  const wasScaled = activeOf(found.sets).some(({ desiredReplicas }) => desiredReplicas !== found.replicas);
  if (wasScaled) return scale(found, see);
  return object.options.type === "Recreate" ? recreate(found, see, nowSeconds) : roll(found, see, nowSeconds);
}

/** `checkPausedConditions`: the progress deadline does not run while the Deployment is paused. */
function notePause(object: DeploymentObject, nowSeconds: number): DeploymentObject {
  const { isPaused, progressing } = object;
  if (!hasDeadline(object) || progressing?.reason === "ProgressDeadlineExceeded") return object;
  const isNoted = progressing?.reason === "DeploymentPaused";
  if (isPaused === isNoted) return object;
  const reason = isPaused ? "DeploymentPaused" : "DeploymentResumed";
  return {
    ...object,
    progressing: setCondition(progressing, { status: "Unknown", reason, updatedAtSeconds: nowSeconds }),
  };
}

/** `sync`. */
function scale(object: DeploymentObject, see: SeesStatus): DeploymentObject {
  const scaled = scaleInProportion(object, see);
  return { ...scaled, status: statusOf(scaled.sets, newSetOf(scaled), see) };
}

/** `rolloutRolling`: grows the new set, or else shrinks the old ones. */
function roll(given: DeploymentObject, see: SeesStatus, nowSeconds: number): DeploymentObject {
  const object = makeNewSet(given, nowSeconds);
  const grown = growNewSet(object);
  const done = grown === object ? shrinkOldSets(object, see) : grown;
  return followProgress(done, statusOf(done.sets, newSetOf(done), see), nowSeconds);
}

/** `rolloutRecreate`: first the old pods must be gone. */
function recreate(given: DeploymentObject, see: SeesStatus, nowSeconds: number): DeploymentObject {
  const stopped = activeOf(oldSetsOf(given)).reduce(
    (object, { version }) => scaleSet(object, version, 0),
    given,
  );
  const runs = oldSetsOf(given).some(({ version }) => {
    const { replicas, terminating } = see(version);
    return replicas + terminating > 0;
  });
  const follow = (object: DeploymentObject) =>
    followProgress(object, statusOf(object.sets, newSetOf(object), see), nowSeconds);
  if (stopped !== given || runs) return follow(stopped);
  const made = makeNewSet(given, nowSeconds);
  const newSet = newSetOf(made);
  if (newSet === undefined) throw new Error("the new ReplicaSet has not been made");
  return follow(newSet.replicas === made.replicas ? made : scaleSet(made, newSet.version, made.replicas));
}

/** `getNewReplicaSet` of a set that exists: it becomes the newest revision. */
function adoptNewSet(object: DeploymentObject, nowSeconds: number): DeploymentObject {
  const newSet = newSetOf(object);
  if (newSet === undefined) return object;
  const revision = nextRevision(object);
  if (newSet.revision < revision) {
    return {
      ...object,
      sets: object.sets.map((set) => (set === newSet ? { ...set, revision } : set)),
    };
  }
  if (!hasDeadline(object) || object.progressing !== null) return object;
  return {
    ...object,
    progressing: { status: "True", reason: "FoundNewReplicaSet", updatedAtSeconds: nowSeconds },
  };
}

/** `getNewReplicaSet` of a set that does not exist: it is made with as many replicas as there is room for. */
function makeNewSet(object: DeploymentObject, nowSeconds: number): DeploymentObject {
  if (newSetOf(object) !== undefined) return object;
  const { surge } = resolveFenceposts(object.options, object.replicas);
  const newSet: ReplicaSet = {
    version: object.template,
    revision: nextRevision(object),
    replicas: newSetReplicas(object, object.sets, 0),
    desiredReplicas: object.replicas,
    maxReplicas: object.replicas + surge,
  };
  const made: DeploymentObject = { ...object, sets: [...object.sets, newSet] };
  if (!hasDeadline(object)) return made;
  return {
    ...made,
    progressing: setCondition(object.progressing, {
      status: "True",
      reason: "NewReplicaSetCreated",
      updatedAtSeconds: nowSeconds,
    }),
  };
}

function nextRevision(object: DeploymentObject): number {
  return Math.max(0, ...oldSetsOf(object).map(({ revision }) => revision)) + 1;
}

function hasDeadline({ options }: DeploymentObject): boolean {
  return options.progressDeadlineSeconds !== NO_DEADLINE_SECONDS;
}
