import type { RoutingSettings } from "../../serve/routing/RoutingSettings.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import { routingSchema } from "../schema/routingSchema.ts";
import type { Sourced } from "./SourcedService.ts";

/**
 * The routing that a Ray Serve config names by its `request_router_class` (ray 2.60.0), for deployments of which the
 * scenario itself says nothing. `undefined`: the default.
 */
export function compileRouting(
  deployment: Sourced<DeploymentConfig>,
  reporter: Reporter,
): RoutingSettings | undefined {
  const config = deployment.value.request_router_config;
  const path = config?.request_router_class;
  if (config == null || path == null) return undefined;
  const options = config.request_router_kwargs ?? {};
  switch (path.split(/[.:]/).at(-1)) {
    case "PowerOfTwoChoicesRequestRouter":
      return undefined;
    case "RoundRobinRouter":
      return { policy: "round-robin" };
    case "PrefixCacheAffinityRouter":
      return routingSchema.parse({
        policy: "prefix-affinity",
        ...within(options.imbalanced_threshold, "imbalancedThreshold"),
      });
    case "ConsistentHashRouter":
      return routingSchema.parse({
        policy: "session-affinity",
        // Without replicas to fall back to, a request tries its own again and again.
        whenFull: options.num_fallback_replicas === 0 ? "wait" : "power-of-two",
        ...within(options.num_virtual_nodes, "pointsPerReplica"),
      });
    default:
      reporter.warning(
        deployment.pathOf("request_router_config", "request_router_class"),
        "is not known here; requests are routed by power of two choices",
      );
      return undefined;
  }
}

/** The option, where it is a value that we take too; Ray Serve's infinity and nonsense are left to the default. */
function within(value: unknown, name: "imbalancedThreshold" | "pointsPerReplica"): Record<string, number> {
  const isTaken =
    typeof value === "number" &&
    (name === "pointsPerReplica"
      ? Number.isInteger(value) && value >= 1 && value <= 10_000
      : value >= 0 && value <= 1_000_000);
  return isTaken ? { [name]: value } : {};
}
