import type { RouterPlace } from "./RoutingDefinition.ts";
import type { RoutingPolicy } from "./RoutingPolicy.ts";
import type { RoutingSettings } from "./RoutingSettings.ts";
import { routingRegistry } from "./routingRegistry.ts";

type Registered = (typeof routingRegistry)[number];

/** The options of all policies together, as they are read. */
export type WrittenOptions = Parameters<Registered["compile"]>[0];

/** A definition that is used by its name: it is given only settings of that policy. */
interface RoutingOfName {
  readonly goesBySessions: boolean;
  compile(written: WrittenOptions): RoutingSettings;
  create(settings: RoutingSettings, place: RouterPlace): RoutingPolicy;
}

const byName: ReadonlyMap<Registered["policy"], RoutingOfName> = new Map(
  routingRegistry.map((definition): [Registered["policy"], RoutingOfName] => [definition.policy, definition]),
);

/** The definition of a policy. */
export function routingOf(policy: Registered["policy"]): RoutingOfName {
  const definition = byName.get(policy);
  if (definition === undefined) throw new Error(`no such routing: ${policy}`);
  return definition;
}
