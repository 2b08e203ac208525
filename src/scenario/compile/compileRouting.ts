import type { RoutingOptions } from "../../serve/routing/RoutingDefinition.ts";
import { defaultRouting, type RoutingSettings } from "../../serve/routing/RoutingSettings.ts";
import { routingOf, type WrittenOptions } from "../../serve/routing/routingOf.ts";
import { routingRegistry } from "../../serve/routing/routingRegistry.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
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
  const className = path.split(/[.:]/).at(-1);
  const definition = routingRegistry.find(({ rayRouter }) => rayRouter?.className === className);
  if (definition?.rayRouter === undefined) {
    reporter.warning(
      deployment.pathOf("request_router_config", "request_router_class"),
      "is not known here; requests are routed by power of two choices",
    );
    return undefined;
  }
  if (definition.policy === defaultRouting.policy) return undefined;
  const { policy, options, rayRouter } = definition;
  return routingOf(policy).compile(taken(rayRouter.read(config.request_router_kwargs ?? {}), options));
}

/** The options that our schemas take too; Ray Serve's infinity and nonsense are left to the default. */
function taken(values: Readonly<Record<string, unknown>>, options: RoutingOptions): WrittenOptions {
  return Object.fromEntries(
    Object.entries(values).flatMap(([option, value]) => {
      const read = options[option]?.safeParse(value);
      return read?.success ? [[option, read.data]] : [];
    }),
  );
}
