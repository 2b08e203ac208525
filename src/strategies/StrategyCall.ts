import type { ZodObject, ZodType } from "zod";
import type { VersionId } from "./VersionId.ts";

/** A command of a strategy's own, as scenario files write it. Made by `strategyCall`. */
export interface StrategyCall<Options, Command> {
  /** As scenario files name it, such as `set_traffic`. */
  readonly name: string;
  /** For the reference of scenario files. */
  readonly sentence: string;
  readonly schema: ZodObject;
  /** It brings a version along, whose config stands beside its own keys. */
  readonly bringsVersion: boolean;
  /** What the schema has read. */
  read(own: unknown): ReadCall<Options, Command>;
}

/** A call of a strategy's own, as it was read from a scenario file. */
export interface ReadCall<Options, Command> {
  /** What it does, in a few words. */
  readonly description: string;
  /** What the version that it brings is called; `null`: it brings none. */
  readonly versionName: string | null;
  /** Options of a rollout that begins with it, where none is under way; `running`: what the version that runs is called. */
  begins(running: string): Options | null;
  make(version: VersionId | null): Command;
}

/** Keeps the type of what is written to itself. */
export function strategyCall<Written, Options, Command>(call: {
  readonly name: string;
  readonly sentence: string;
  readonly schema: ZodObject & ZodType<Written>;
  readonly bringsVersion?: true;
  readonly read: (written: Written) => ReadCall<Options, Command>;
}): StrategyCall<Options, Command> {
  const { bringsVersion = false, read } = call;
  // Whoever hands it over has read it by the schema beside.
  return { ...call, bringsVersion, read: (own) => read(own as Written) };
}
