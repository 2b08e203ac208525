import { ZodObject, type ZodType } from "zod";
import { type ChoosableStrategy, type ChosenStrategy, choose } from "./ChosenStrategy.ts";
import { type OwnCommand, ownCommand } from "./OwnCommand.ts";
import type { RolloutStart } from "./RolloutStart.ts";
import type { Strategy, StrategyWarning } from "./Strategy.ts";

/** A strategy as scenario files know it. The type of its options does not show: its schema reads them. */
export interface NamedStrategy {
  readonly kind: string;
  readonly platform: NonNullable<Strategy<unknown, unknown>["platform"]> | null;
  /** Reads options as they are written. */
  readonly schema: ZodType<NamedChoice>;
  /** For the reference of scenario files. */
  readonly sentence: string;
  /** Commands of its own. */
  readonly calls: readonly NamedCall[];
}

/** A strategy that a scenario file names, with its options. */
export interface NamedChoice extends Pick<NamedStrategy, "kind" | "platform"> {
  readonly chosen: ChosenStrategy;
  /** What a person should know before a rollout by it begins. */
  warnings(start: Omit<RolloutStart<unknown>, "options">): readonly StrategyWarning[];
  /** What versions are called by the options; `null`: they are numbered. */
  readonly versionNames: { readonly current: string; readonly next: string } | null;
}

/** A command of a strategy's own as scenario files know it. */
export interface NamedCall {
  readonly name: string;
  readonly sentence: string;
  readonly schema: ZodObject;
  readonly bringsVersion: boolean;
  /** What its schema has read. */
  read(own: unknown): {
    readonly command: OwnCommand;
    readonly versionName: string | null;
    /** The strategy of a rollout that begins with it; `null`: none does. `running`: what the version that runs is called. */
    begins(running: string): ChosenStrategy | null;
  };
}

/** A map that takes keys which nobody knows, and forgets them. */
function dropsKeys(schema: ZodType): boolean {
  return schema instanceof ZodObject && schema.def.catchall === undefined;
}

const nameForm = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/**
 * Lets scenario files name a strategy, by its kind.
 *
 * @param sentence what it is, for the reference of scenario files and for editors
 * @throws Error for a kind that is no key of a scenario file, and for options that take keys which nobody knows.
 */
export function namedStrategy<Options, State, Command>(
  strategy: ChoosableStrategy<Options, State, Command>,
  sentence: string,
): NamedStrategy {
  const { kind, options: schema, platform = null } = strategy;
  for (const name of [kind, ...(strategy.calls ?? []).map((call) => call.name)]) {
    if (!nameForm.test(name))
      throw new Error(
        `${JSON.stringify(name)} is no name for scenario files; expected one such as blueGreen`,
      );
  }
  if (dropsKeys(schema))
    throw new Error(`the options of ${kind} would drop misspelt keys in silence; expected z.strictObject`);
  return {
    kind,
    platform,
    sentence,
    schema: schema.transform((options) => ({
      kind,
      platform,
      chosen: choose(strategy, options),
      warnings: (start) => strategy.warnings?.({ ...start, options }) ?? [],
      versionNames: strategy.versionNames?.(options) ?? null,
    })),
    calls: (strategy.calls ?? []).map(({ name, sentence: what, schema: written, bringsVersion, read }) => ({
      name,
      sentence: what,
      schema: written,
      bringsVersion,
      read: (own) => {
        const { description, versionName, begins, make } = read(own);
        return {
          command: ownCommand(strategy, { name, description, make }),
          versionName,
          begins: (running) => {
            const options = begins(running);
            return options === null ? null : choose(strategy, options);
          },
        };
      },
    })),
  };
}
