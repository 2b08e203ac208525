import { usualBackoff } from "../../serve/routing/probeTimes.ts";
import { defaultRouting, type RoutingSettings } from "../../serve/routing/RoutingSettings.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import type { Sourced } from "./SourcedService.ts";

const keys = ["initial_backoff_s", "backoff_multiplier", "max_backoff_s"] as const;

/** The routing with the pauses that `request_router_config` sets; they count where the router is Ray Serve's own. */
export function withBackoff(
  routing: RoutingSettings | undefined,
  deployment: Sourced<DeploymentConfig>,
  reporter: Reporter,
): RoutingSettings | undefined {
  const config = deployment.value.request_router_config;
  const written = keys.find((key) => config?.[key] != null);
  if (config == null || written === undefined) return routing;
  const played = routing ?? defaultRouting;
  if (played.policy !== "power-of-two") {
    reporter.warning(
      deployment.pathOf("request_router_config", written),
      `is not played: the router of the forecast pauses only by policy power-of-two, and deployment ${JSON.stringify(deployment.value.name)} is routed by ${played.policy}`,
      "key",
    );
    return routing;
  }
  const backoff = {
    initialSeconds: config.initial_backoff_s ?? usualBackoff.initialSeconds,
    multiplier: config.backoff_multiplier ?? usualBackoff.multiplier,
    maxSeconds: config.max_backoff_s ?? usualBackoff.maxSeconds,
  };
  return { ...played, probes: { ...played.probes, backoff } };
}
