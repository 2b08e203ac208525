import type { Reasoned, ServiceCondition, ServiceState } from "../../ServiceRules.ts";

/** The state of the service (anyscale-service-api.txt, ServiceState); what happens to the whole goes before how its primary is. */
export function serviceState(condition: ServiceCondition): Reasoned<ServiceState> {
  const { isTerminating, isTerminated, isRollingBack, isRollingOut, isRecovering, canary, primary } =
    condition;
  if (isTerminated) return ["TERMINATED", "all clusters are terminated"];
  if (isTerminating) return ["TERMINATING", "told to terminate"];
  if (isRollingBack) return ["ROLLING_BACK", "back to the primary"];
  if (isRollingOut) return ["ROLLING_OUT", `${canary ?? "the canary"} is rolled out`];
  if (isRecovering) return ["ROLLING_BACK", "the primary is not whole again"];
  if (primary.isUpdatingInPlace) return ["UPDATING", "an in-place update"];
  if (primary.failure !== null) return ["UNHEALTHY", primary.failure];
  if (!primary.wasReady) return ["STARTING", "the primary has not been healthy yet"];
  if (primary.isUnhealthy) return ["UNHEALTHY", "replicas of the primary failed"];
  return ["RUNNING", "the primary is healthy"];
}
