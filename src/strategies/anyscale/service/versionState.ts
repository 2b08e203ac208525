import type { Reasoned, VersionCondition, VersionState } from "../../ServiceRules.ts";

/** The state of one version (anyscale-service-api.txt, ServiceVersionState). */
export function versionState(condition: VersionCondition): Reasoned<VersionState> {
  const { isGone, isTerminating, failure, wasReady, isUpdatingInPlace, isUnhealthy } = condition;
  if (isGone) return ["TERMINATED", "the cluster is terminated"];
  if (isTerminating) return ["TERMINATING", "its replicas drain"];
  if (failure !== null) return ["UNHEALTHY", failure];
  if (!wasReady) return ["STARTING", "its replicas start"];
  if (isUpdatingInPlace) return ["UPDATING", "an in-place update"];
  if (isUnhealthy) return ["UNHEALTHY", "replicas failed and are not replaced yet"];
  return ["RUNNING", "its applications are healthy"];
}
