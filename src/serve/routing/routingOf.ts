import type { ProbedRouting } from "./ProbedRouting.ts";
import type { RouterHome } from "./RouterHome.ts";
import type { ProbingPlace } from "./RoutingDefinition.ts";
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
  create(settings: RoutingSettings, home: RouterHome | null): RoutingPolicy;
  createProbing?(settings: RoutingSettings, place: ProbingPlace): ProbedRouting | null;
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
