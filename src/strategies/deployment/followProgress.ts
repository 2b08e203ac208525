import type {
  DeploymentObject,
  DeploymentStatus,
  ProgressCondition,
  ReplicaSet,
  SeesStatus,
} from "./DeploymentObject.ts";
import { NO_DEADLINE_SECONDS } from "./deploymentOptionsSchema.ts";

/** `calculateStatus`. Before it is made, the new set counts nothing. */
export function statusOf(
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  see: SeesStatus,
): DeploymentStatus {
  const seen = sets.map(({ version }) => see(version));
  return {
    replicas: seen.reduce((sum, { replicas }) => sum + replicas, 0),
    updated: newSet === undefined ? 0 : see(newSet.version).replicas,
    ready: seen.reduce((sum, { ready }) => sum + ready, 0),
    available: seen.reduce((sum, { available }) => sum + available, 0),
  };
}

/** `DeploymentComplete`. */
export function isComplete(replicas: number, status: DeploymentStatus): boolean {
  return status.updated === replicas && status.replicas === replicas && status.available === replicas;
}

/** `DeploymentProgressing`. */
export function isProgressing(before: DeploymentStatus, after: DeploymentStatus): boolean {
  return (
    after.updated > before.updated ||
    after.replicas - after.updated < before.replicas - before.updated ||
    after.ready > before.ready ||
    after.available > before.available
  );
}

/** `DeploymentTimedOut`. */
export function isTimedOut(
  condition: ProgressCondition | null,
  deadlineSeconds: number,
  nowSeconds: number,
): boolean {
  if (deadlineSeconds === NO_DEADLINE_SECONDS || condition === null) return false;
  if (condition.reason === "NewReplicaSetAvailable") return false;
  if (condition.reason === "ProgressDeadlineExceeded") return true;
  return condition.updatedAtSeconds + deadlineSeconds < nowSeconds;
}

/** `SetDeploymentCondition`: the same status and reason change nothing, the time included. */
export function setCondition(current: ProgressCondition | null, next: ProgressCondition): ProgressCondition {
  return current?.status === next.status && current.reason === next.reason ? current : next;
}

/** `syncRolloutStatus`: records the status, and judges whether the rollout goes on. */
export function followProgress(
  object: DeploymentObject,
  status: DeploymentStatus,
  nowSeconds: number,
): DeploymentObject {
  const deadlineSeconds = object.options.progressDeadlineSeconds;
  if (deadlineSeconds === NO_DEADLINE_SECONDS) return { ...object, status, progressing: null };
  const current = object.progressing;
  const condition = (
    at: ProgressCondition["status"],
    reason: ProgressCondition["reason"],
  ): ProgressCondition => ({ status: at, reason, updatedAtSeconds: nowSeconds });
  const isOver = status.replicas === status.updated && current?.reason === "NewReplicaSetAvailable";
  if (isOver) return { ...object, status };
  if (isComplete(object.replicas, status))
    return {
      ...object,
      status,
      progressing: setCondition(current, condition("True", "NewReplicaSetAvailable")),
    };
  if (isProgressing(object.status, status))
    return { ...object, status, progressing: condition("True", "ReplicaSetUpdated") };
  if (isTimedOut(current, deadlineSeconds, nowSeconds))
    return {
      ...object,
      status,
      progressing: setCondition(current, condition("False", "ProgressDeadlineExceeded")),
    };
  return { ...object, status };
}
