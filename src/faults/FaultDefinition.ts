import type { z } from "zod";
import type { faultSection } from "./faultSection.ts";
import type { FaultPort } from "./ports/FaultPort.ts";

/** The schema of one kind: `kind`, when it strikes, and its own options. */
export type FaultSchema = ReturnType<typeof faultSection<string, z.core.$ZodLooseShape>>;

/**
 * All that there is to know of one kind of fault. Scenario files, their schema and its reference, random scenarios, warnings and
 * the page of faults follow from it.
 */
export interface FaultDefinition<Schema extends FaultSchema, Effect extends { readonly kind: string }> {
  readonly kind: Effect["kind"];
  /** What happens, in one sentence for a person who looks for a fault. */
  readonly sentence: string;
  readonly schema: Schema;
  /** It strikes HTTP proxies: a scenario that does not model them one by one cannot have it. */
  readonly needsProxies?: true;
  /** What a fault as it is written does: names looked up, nothing left out. */
  compile(written: z.output<Schema>, scene: FaultScene): Effect;
  /** Lets it happen now. */
  strike(port: FaultPort, effect: Effect): void;
  /** Why it finds nothing to strike in this service; `null`: it finds something. A missing canary is told for all kinds alike. */
  idleReason?(effect: Effect, service: StruckService): string | null;
  /** What random scenarios choose among. Each entry is one way to write the fault, as likely as the others. */
  samples(names: SampleNames): readonly FaultSamples<Schema>[];
  /** Random scenarios let it strike at random no more often than this: else a run would be too long for a test. */
  readonly sampledPerHour?: number;
}

/** What a scenario has that a fault may name. Each look-up reports a name that does not exist, at the key of its own name. */
export interface FaultScene {
  /** `null`: all deployments. */
  deployment(written: string | undefined): string | null;
  /** `null`: any worker group. */
  workerGroup(written: string | undefined): string | null;
  pool(written: string): string;
  zone(written: string): string;
}

/** What there is to strike, in all versions together. */
export interface StruckService {
  readonly deployments: readonly {
    readonly name: string;
    readonly scaling: { readonly kind: "static" | "autoscaling" };
  }[];
  readonly workerGroups: readonly {
    readonly name: string;
    readonly market: "on-demand" | "spot" | "prefer-spot";
  }[];
  readonly hasRollout: boolean;
  /** Some cluster has a head node. */
  readonly hasHeadNode: boolean;
}

/** The names that a random scenario has. */
export interface SampleNames {
  readonly deployments: readonly string[];
  readonly workerGroups: readonly string[];
  readonly pools: readonly string[];
  readonly zones: readonly string[];
}

/** Of each option the values that are tried, as a file writes them; `undefined`: the option is left out. */
export type FaultSamples<Schema extends FaultSchema> = {
  readonly [Option in Exclude<
    keyof z.input<Schema>,
    keyof z.input<TimedSchema>
  >]: readonly z.input<Schema>[Option][];
};

/** What faults of all kinds have: the kind, and when it strikes. */
type TimedSchema = ReturnType<typeof faultSection<string, Readonly<Record<never, never>>>>;
