import { sample } from "../../engine/sample.ts";
import type { Deployment, ServiceTime } from "../../serve/Deployment.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import type { Sourced } from "./SourcedService.ts";

/** Warns of limits of a deployment that do not go together, and names what comes of it. */
export function warnOfLimits(
  source: Sourced<DeploymentConfig>,
  deployment: Deployment,
  reporter: Reporter,
): void {
  warnOfTarget(source, deployment, reporter);
  warnOfShutdown(source, deployment, reporter);
}

/** A replica never has more requests than slots; what waits at routers counts as well (ray 2.60.0, `get_total_num_requests`). */
function warnOfTarget(
  { value, pathOf }: Sourced<DeploymentConfig>,
  { scaling, maxOngoingRequests }: Deployment,
  reporter: Reporter,
): void {
  if (scaling.kind === "static" || scaling.targetOngoingRequests <= maxOngoingRequests) return;
  const isWritten = value.autoscaling_config?.target_ongoing_requests != null;
  reporter.warning(
    isWritten ? pathOf("autoscaling_config", "target_ongoing_requests") : pathOf("max_ongoing_requests"),
    `target_ongoing_requests (${scaling.targetOngoingRequests}) is above max_ongoing_requests (${maxOngoingRequests}): full replicas alone never make it scale up, only requests that wait in front of them do`,
  );
}

const seldom = 0.99;

function warnOfShutdown(
  { value, pathOf }: Sourced<DeploymentConfig>,
  { serviceTime, gracefulShutdownTimeoutSeconds: limitSeconds }: Deployment,
  reporter: Reporter,
): void {
  if (timeOf(serviceTime, seldom) <= limitSeconds) return;
  const key = value.graceful_shutdown_timeout_s == null ? "name" : "graceful_shutdown_timeout_s";
  const isUsual = value.graceful_shutdown_timeout_s == null ? ", the default" : "";
  const share = timeOf(serviceTime, 0.5) > limitSeconds ? "requests" : "some requests";
  reporter.warning(
    pathOf(key),
    `graceful_shutdown_timeout_s is ${limitSeconds} s${isUsual}, and ${share} take longer (serviceTime): those on a replica that stops, in every update and scale-down, are cut off`,
  );
}

/** The time that so many of the requests need at most; of tokens, whose number the traffic says, the part that every request has. */
function timeOf(serviceTime: ServiceTime, share: number): number {
  switch (serviceTime.kind) {
    case "distribution":
      return sample(serviceTime.seconds, () => share);
    case "tokens":
      return serviceTime.baseSeconds;
    case "llm":
      return 0;
  }
}
