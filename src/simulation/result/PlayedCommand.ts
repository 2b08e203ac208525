import type { Command } from "../Scenario.ts";

/** A command as it was given, and what became of it. */
export interface PlayedCommand {
  readonly atSeconds: number;
  /** `unknown`: what was given is no command. */
  readonly kind: Command["kind"] | "unknown";
  /** Of a command of a strategy's own: as its system calls it. */
  readonly name?: string;
  /** False: refused (say, a rollback while nothing rolls out); nothing changed. */
  readonly accepted: boolean;
  /** Why it was refused, or what it does. */
  readonly message: string;
}
