import type { RoutingDefinition, RoutingOptions } from "./RoutingDefinition.ts";

/** One routing policy. */
export function defineRouting<
  const Name extends string,
  Options extends RoutingOptions,
  Settings extends { readonly policy: Name },
>(
  definition: { readonly policy: Name } & Omit<RoutingDefinition<Options, Settings>, "policy">,
): RoutingDefinition<Options, Settings> {
  return definition;
}
