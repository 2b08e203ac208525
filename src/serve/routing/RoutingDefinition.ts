import type { z } from "zod";
import type { ProbedRouting } from "./ProbedRouting.ts";
import type { RouterHome } from "./RouterHome.ts";
import type { RoutingPolicy } from "./RoutingPolicy.ts";

/** Options of a policy in a scenario file, each of which may be left out. One with the name of another policy's is the same option. */
export type RoutingOptions = Readonly<Record<string, z.ZodOptional>>;

/**
 * All that there is to know of one routing policy. Scenario files, their schema and its reference, routers, random scenarios, warnings
 * and the page of policies follow from it.
 */
export interface RoutingDefinition<
  Options extends RoutingOptions,
  Settings extends { readonly policy: string },
> {
  /** As scenario files name it. */
  readonly policy: Settings["policy"];
  /** Which replica gets a request, in one sentence for a person who looks for a policy. */
  readonly sentence: string;
  readonly options: Options;
  /** Which replica gets a request depends on its session: without sessions the policy is pointless. */
  readonly goesBySessions: boolean;
  /** The router of Ray Serve that it is, for configs that name one by its class. */
  readonly rayRouter?: RayRouter<Options>;
  /** The settings for options as they are written; their defaults are set here. */
  compile(written: Written<Options>): Settings;
  /** The policy of one router, without replicas. */
  create(settings: Settings, place: RouterPlace): RoutingPolicy;
  /** What random scenarios choose among, besides the name alone. Each entry is one way to write the options. */
  readonly samples: readonly RoutingSamples<Options>[];
}

/** Where the router of a policy stands. */
export interface RouterPlace {
  /** Where its proxy runs; `null`: it belongs to no proxy. */
  readonly home: RouterHome | null;
  /** For one that looks for replicas by attempts of its own. */
  readonly probing: Omit<ConstructorParameters<typeof ProbedRouting>[0], "settings" | "locality">;
}

/** A class that a config may name in `request_router_class`. */
export interface RayRouter<Options> {
  /** Without its module. */
  readonly className: string;
  /** The options that its `request_router_kwargs` mean. A value that our option does not take is left out. */
  read(keywords: Readonly<Record<string, unknown>>): { readonly [Option in keyof Options]?: unknown };
}

/** Options as they are read, before defaults. */
export type Written<Options extends RoutingOptions> = z.output<z.ZodObject<Options>>;

/** Of each option the values that are tried, as a file writes them; `undefined`: the option is left out. */
export type RoutingSamples<Options extends RoutingOptions> = {
  readonly [Option in keyof Options]: readonly z.input<Options[Option]>[];
};
