import type { Strategy } from "./Strategy.ts";
import type { VersionId } from "./VersionId.ts";

/** A command that one strategy alone knows. What it says is that strategy's business: its type does not show. Made by `ownCommand`. */
export interface OwnCommand {
  /** The very strategy that understands it. */
  readonly strategy: object;
  /** As its system calls it, such as `set_traffic`. */
  readonly name: string;
  /** What it does, in a few words. */
  readonly description: string;
  /** `version`: the one that it brings along; `null`: it brings none. */
  make(version: VersionId | null): unknown;
}

const made = new WeakSet<object>();

/** Whether a value was made by `ownCommand`. */
export function isOwnCommand(value: unknown): value is OwnCommand {
  return typeof value === "object" && value !== null && made.has(value);
}

/** A command in the words of its strategy, ready to be given. */
export function ownCommand<Options, State, Command>(
  strategy: Strategy<Options, State, Command>,
  parts: {
    readonly name: string;
    readonly description: string;
    readonly make: (version: VersionId | null) => Command;
  },
): OwnCommand {
  const command: OwnCommand = { strategy, ...parts };
  made.add(command);
  return command;
}

/** What the command says, where the strategy understands it; `null`: it is another's. */
export function readOwnCommand<Options, State, Command>(
  command: OwnCommand,
  strategy: Strategy<Options, State, Command>,
  version: VersionId | null,
): { readonly command: Command } | null {
  // `ownCommand` has put both together, and nobody else makes one.
  return command.strategy === strategy ? { command: command.make(version) as Command } : null;
}
